using Spectre.Console;

namespace ImageClassifier.Cli.Output;

/// <summary>Shows how far some work is.</summary>
internal interface IProgressView
{
    /// <summary>Sets one bar; a person sees it move.</summary>
    /// <param name="key">Names the bar; the first use makes it.</param>
    /// <param name="description">Beside the bar.</param>
    /// <param name="done">Out of <paramref name="total"/>.</param>
    /// <param name="total">0 while it is not known.</param>
    void Bar(string key, string description, double done, double total);

    /// <summary>A change worth a line where no bar moves.</summary>
    void Line(string text);

    /// <summary>What a person should read in any case.</summary>
    void Warn(string text);
}

/// <summary>For files and pipes: lines only.</summary>
internal sealed class LineProgress(Terminal terminal) : IProgressView
{
    public void Bar(string key, string description, double done, double total)
    {
    }

    public void Line(string text) => terminal.Say(text);

    public void Warn(string text) => terminal.Note(text);
}

/// <summary>For a person: one moving bar for each key.</summary>
internal sealed class BarProgress(IAnsiConsole console, ProgressContext context) : IProgressView
{
    private readonly Dictionary<string, ProgressTask> _bars = [];
    private readonly Lock _lock = new();

    public static Task<T> RunAsync<T>(IAnsiConsole console, Func<IProgressView, Task<T>> work) =>
        console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new ElapsedTimeColumn())
            .StartAsync(context => work(new BarProgress(console, context)));

    public void Bar(string key, string description, double done, double total)
    {
        lock (_lock)
        {
            if (!_bars.TryGetValue(key, out ProgressTask? bar)) _bars[key] = bar = context.AddTask(Markup.Escape(key));
            bar.Description = Markup.Escape(Terminal.Printable(description));
            bar.IsIndeterminate = total <= 0;
            bar.MaxValue = Math.Max(total, 1);
            bar.Value = done;
        }
    }

    public void Line(string text)
    {
    }

    // The console moves the bars below it.
    public void Warn(string text) => console.WriteLine(Terminal.Printable(text));
}
