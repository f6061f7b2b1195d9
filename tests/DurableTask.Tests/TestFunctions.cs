using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Embedded;

namespace DurableTask.Tests;

/// <summary>Orchestrators and activities as delegates.</summary>
internal sealed class TestFunctions : IDurableFunctions
{
    readonly ConcurrentDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> orchestrators = new(StringComparer.OrdinalIgnoreCase);
    readonly ConcurrentDictionary<string, Func<ActivityCall, Task<object?>>> activities = new(StringComparer.OrdinalIgnoreCase);

    public TestFunctions Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> code)
    {
        orchestrators[name] = async context => await code(context);
        return this;
    }

    public TestFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task> code)
    {
        orchestrators[name] = async context =>
        {
            await code(context);
            return null;
        };
        return this;
    }

    public TestFunctions Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> code)
    {
        activities[name] = async call => await code(call.Converter.Deserialize<TInput>(call.Input)!);
        return this;
    }

    public TestFunctions Activity<TInput, TOutput>(string name, Func<TInput, TOutput> code) =>
        Activity<TInput, TOutput>(name, input => Task.FromResult(code(input)));

    public TestFunctions RawActivity(string name, Func<ActivityCall, Task<object?>> code)
    {
        activities[name] = code;
        return this;
    }

    public TestFunctions RemoveOrchestrator(string name)
    {
        orchestrators.TryRemove(name, out _);
        return this;
    }

    public bool HasOrchestrator(string name) => orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => activities.ContainsKey(name);

    public Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context) => orchestrators[name](context);

    public async Task<string?> RunActivityAsync(
        string name, string instanceId, string? input, DataConverter converter, CancellationToken cancellation) =>
        converter.Serialize(await activities[name](new(instanceId, input, converter, cancellation)));
}

internal sealed record ActivityCall(string InstanceId, string? Input, DataConverter Converter, CancellationToken Cancellation);
