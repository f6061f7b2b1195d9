using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableTask.Tests;

public class LoggingTests
{
    [Fact]
    public async Task AReplaySafeLoggerWritesEachLineOnce()
    {
        ConcurrentQueue<string> lines = new();
        using ILoggerFactory logging = LoggerFactory.Create(builder => builder.AddProvider(new QueueProvider(lines)));
        await using EngineHost host = new() { MaxCached = 0, Logging = logging };
        int replays = 0;
        host.Functions
            .Activity("Echo", (int n) => n)
            .Orchestrator("Chatty", async context =>
            {
                ILogger logger = context.CreateReplaySafeLogger("Chatty");
                if (context.IsReplaying) replays++;
                for (int i = 0; i < 5; i++)
                {
                    logger.LogInformation("step {Step}", i);
                    await context.CallActivityAsync<int>("Echo", i);
                }
            });
        await host.StartAsync();
        await host.RunAsync("Chatty");
        Assert.Equal(["step 0", "step 1", "step 2", "step 3", "step 4"], lines.Where(line => line.StartsWith("step")));
        Assert.Equal(5, replays);
    }

    sealed class QueueProvider(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
