namespace ImageClassifier.Worker.Runtime;

/// <summary>What a person sees: news on one stream, trouble on the other. Safe to call from many threads.</summary>
internal sealed class Output(TextWriter news, TextWriter trouble)
{
    private readonly Lock _lock = new();

    public void Say(string line) => Write(news, line);

    public void Warn(string line) => Write(trouble, line);

    private void Write(TextWriter writer, string line)
    {
        lock (_lock)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }
}
