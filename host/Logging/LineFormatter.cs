using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ImageClassifier.Hosting.Logging;

/// <summary>One line a message: <c>[2026-11-29T12:00:00.000Z] warning: text</c>; an exception follows on lines of its own.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "functions-host";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter writer)
    {
        string level = entry.LogLevel switch
        {
            LogLevel.Warning => "warning: ",
            LogLevel.Error or LogLevel.Critical => "error: ",
            LogLevel.Debug or LogLevel.Trace => "debug: ",
            _ => "",
        };
        writer.WriteLine($"[{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}] {level}{entry.Formatter(entry.State, entry.Exception)}");
        if (entry.Exception is { } exception) writer.WriteLine(exception);
    }
}
