using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Microsoft.Azure.Functions.Worker.Embedded.Hosting;

/// <summary>One line for a message, as <c>func start</c> writes it: the time in UTC, then the text; an exception below it.</summary>
internal sealed class LogLineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "functions";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string text = entry.Formatter(entry.State, entry.Exception);
        string mark = entry.LogLevel switch
        {
            LogLevel.Warning => "warning: ",
            LogLevel.Error => "error: ",
            LogLevel.Critical => "fatal: ",
            _ => "",
        };
        textWriter.WriteLine($"[{DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}] {mark}{text}");
        if (entry.Exception is not null) textWriter.WriteLine(entry.Exception);
    }
}
