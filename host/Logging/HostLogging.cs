using ImageClassifier.Hosting.App;
using Microsoft.Extensions.Logging.Console;

namespace ImageClassifier.Hosting.Logging;

/// <summary>The log of the whole process: to the console, at the levels that host.json asks for.</summary>
internal static class HostLogging
{
    // Louder than the rest, or only of use to those who work on these libraries. host.json may say otherwise.
    private static readonly (string Category, LogLevel Level)[] Quiet =
    [
        // A queue that is not there yet is a warning of Azure.Core's at every look.
        ("Azure", LogLevel.Error),
        ("DurableTask", LogLevel.Warning),
        ("Grpc", LogLevel.Warning),
        ("Host.Aggregator", LogLevel.Warning),
        ("Host.Executor", LogLevel.Warning),
        // Failures once more, with the same stack trace.
        ("Host.Results", LogLevel.None),
        ("Host.Singleton", LogLevel.Warning),
        ("Host.Startup", LogLevel.Warning),
        ("Host.Triggers", LogLevel.Warning),
        // A stop while the triggers start; what is wrong is said elsewhere.
        ("Microsoft.Extensions.Hosting", LogLevel.None),
        ("Microsoft.AspNetCore", LogLevel.Warning),
        ("Microsoft.Azure.WebJobs", LogLevel.Warning),
        ("Microsoft.Hosting", LogLevel.Warning),
        ("Yarp", LogLevel.Warning),
        // Calls of this method only fetch inputs for HTTP functions.
        ($"Function.{nameof(Jobs.InputFunctions.ReadInput)}", LogLevel.Warning),
    ];

    public static ILoggerFactory Create(IConfiguration configuration) => LoggerFactory.Create(logging =>
    {
        logging.Services.AddSingleton(TimeProvider.System);
        logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        foreach ((string category, LogLevel level) in Quiet) logging.AddFilter(category, level);
        logging.AddConfiguration(configuration.GetSection($"{HostSettings.HostSection}:logging"));
    });
}
