namespace ImageClassifier.Cli.Stack;

/// <summary>
/// Tells whether Azurite was ended in order. It writes what it has in memory every few seconds and at its end: killed, it forgets
/// the last seconds of each of its services, and an orchestration whose history and messages no longer fit waits for ever.
/// </summary>
internal sealed class StorageMark(StackSettings settings)
{
    private string Path => System.IO.Path.Combine(settings.RunFolder, "azurite.running");

    /// <summary>Sets the mark.</summary>
    /// <returns>Whether it was there already: the last Azurite was killed.</returns>
    public bool Set()
    {
        bool killed = File.Exists(Path);
        File.WriteAllText(Path, "Azurite runs, or was killed.\n");
        return killed;
    }

    /// <summary>Azurite has written everything.</summary>
    public void Clear()
    {
        if (Directory.Exists(settings.RunFolder)) File.Delete(Path);
    }
}
