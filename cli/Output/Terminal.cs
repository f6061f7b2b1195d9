using System.Text;
using System.Text.Json;
using ImageClassifier.Contracts.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ImageClassifier.Cli.Output;

/// <summary>
/// Where a command writes. For a person everything is on standard output; with <c>--json</c> that belongs to the one JSON object,
/// and what a person would read goes to standard error.
/// </summary>
internal sealed class Terminal
{
    // A file has no width; this is what the widest table needs.
    private const int PlainWidth = 200;

    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly bool _json;
    private readonly IAnsiConsole _console;

    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="watched">Whether a person watches what this terminal writes for a person.</param>
    /// <param name="json">Whether standard output is for a program.</param>
    public Terminal(TextWriter output, TextWriter error, bool watched, bool json)
    {
        (_output, _error, _json, Watched) = (output, error, json, watched);
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = watched ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = watched ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = watched ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(json ? error : output),
        });
        if (!watched) _console.Profile.Width = PlainWidth;
    }

    /// <summary>A person sits at the terminal: bars may move.</summary>
    public bool Watched { get; }

    /// <summary>A line for a person.</summary>
    public void Say(string line = "") => (_json ? _error : _output).WriteLine(Printable(line));

    /// <summary>A remark about what imgc does on the side; always on standard error.</summary>
    public void Note(string line) => _error.WriteLine($"imgc: {Printable(line)}");

    /// <summary>A table for a person.</summary>
    public void Show(IRenderable renderable)
    {
        if (Watched)
        {
            _console.Write(renderable);
            return;
        }
        // Without colours a table is padded to its full width: cut what nobody sees.
        var text = new StringBuilder();
        foreach (string line in Render(renderable).Split('\n')) text.Append(line.TrimEnd()).Append('\n');
        (_json ? _error : _output).Write(text.ToString().TrimEnd('\n') + Environment.NewLine);
    }

    /// <summary>The answer for a program, one object on one line; nothing where a person reads.</summary>
    public void Answer<T>(T answer)
    {
        if (!_json) return;
        _error.Flush();
        _output.WriteLine(JsonSerializer.Serialize(answer, CoreJson.Options));
        _output.Flush();
    }

    /// <summary>Runs work that reports how far it is: with moving bars for a person, with lines for a file.</summary>
    public Task<T> WithProgressAsync<T>(Func<IProgressView, Task<T>> work) =>
        Watched ? BarProgress.RunAsync(_console, work) : work(new LineProgress(this));

    /// <summary>File names may hold control characters; a terminal would obey them.</summary>
    public static string Printable(string text) =>
        text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
            ? string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t') ? '?' : c))
            : text;

    private static string Render(IRenderable renderable)
    {
        var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = PlainWidth;
        console.Write(renderable);
        return writer.ToString();
    }
}
