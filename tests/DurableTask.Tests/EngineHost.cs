using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTask.Tests;

/// <summary>An engine over a folder of its own, which can be stopped and started again.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("durable-tests-");
    DurableTaskEngine? engine;

    public TestFunctions Functions { get; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public int MaxCached { get; init; } = 1000;

    public int MaxActivities { get; init; } = 20;

    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    public string DatabasePath => Path.Combine(folder.FullName, "history.db");

    public DurableTaskClient Client => engine!.Client;

    /// <param name="maxCached">0 for a replay at every step.</param>
    public static async Task<EngineHost> StartAsync(Action<TestFunctions> functions, int maxCached = 1000, TimeProvider? time = null)
    {
        EngineHost host = new() { MaxCached = maxCached, Time = time ?? TimeProvider.System };
        functions(host.Functions);
        return await host.StartAsync();
    }

    public DurableTaskEngineOptions Options() => new()
    {
        DatabasePath = DatabasePath,
        TimeProvider = Time,
        MaxCachedOrchestrations = MaxCached,
        MaxConcurrentActivities = MaxActivities,
    };

    public async Task<EngineHost> StartAsync()
    {
        engine = new(Options(), Functions, Logging);
        await engine.StartAsync(CancellationToken.None);
        return this;
    }

    public async Task StopAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        await engine!.StopAsync(patience.Token);
    }

    public Task StopAsync(CancellationToken cancellation) => engine!.StopAsync(cancellation);

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async Task<string> ScheduleAsync(string name, object? input = null, string? id = null) =>
        await Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));

    public async Task<OrchestrationMetadata> CompletionAsync(string id)
    {
        using CancellationTokenSource patience = new(Patience);
        return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, patience.Token);
    }

    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null) =>
        await CompletionAsync(await ScheduleAsync(name, input, id));

    public async Task<OrchestrationMetadata> GetAsync(string id) => (await Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;

    /// <summary>Waits until the instance looks as it should.</summary>
    public async Task<OrchestrationMetadata> UntilAsync(string id, Func<OrchestrationMetadata, bool> condition)
    {
        OrchestrationMetadata? instance = null;
        await Wait.UntilAsync(async () => (instance = await GetAsync(id)) is not null && condition(instance));
        return instance!;
    }

    public async ValueTask DisposeAsync()
    {
        if (engine is not null) await engine.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

internal static class Wait
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, "The condition was not met in time.");
            await Task.Delay(5);
        }
    }

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));
}
