using System.Globalization;
using System.Text.Json;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Dispatch;
using Microsoft.DurableTask.Embedded.Replay;
using Microsoft.DurableTask.Embedded.Store;

namespace Microsoft.DurableTask.Embedded;

/// <summary>The client of an engine in the same process.</summary>
internal sealed class EmbeddedDurableTaskClient(string name, Func<RunningEngine> engine) : DurableTaskClient(name)
{
    DurableStore Store => engine().Parts.Store;

    DataConverter Converter => engine().Parts.Converter;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        return await StartAsync(orchestratorName.Name, Converter.Serialize(input), options, cancellation);
    }

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        await SendAsync(instanceId, new(HistoryEventKind.EventRaised, Name: eventName, Payload: Converter.Serialize(eventPayload)), cancellation);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        string? scope = options?.Recursive == true ? Termination.Recursive : null;
        return SendAsync(
            instanceId, new(HistoryEventKind.Terminated, Name: scope, Payload: Converter.Serialize(options?.Output)), cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new(HistoryEventKind.Suspended, Payload: reason), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new(HistoryEventKind.Resumed, Payload: reason), cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.HasEnded, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Store.Find(instanceId) is { } row ? Describe(row, getInputsAndOutputs) : null);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        OrchestrationQuery query = filter ?? new();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.PageSize, nameof(query.PageSize));
        return Pageable.Create((token, sizeHint, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult(ReadPage(query, token ?? query.ContinuationToken, sizeHint ?? query.PageSize));
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new(await Store.PurgeAsync(instanceId, options?.Recursive == true).WaitAsync(cancellation));
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        InstanceQuery query = new(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        return new(await Store.PurgeAsync(query, options?.Recursive == true, cancellation), isComplete: true);
    }

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        InstanceRow row = Store.Find(instanceId)
            ?? throw new ArgumentException($"There is no orchestration instance '{instanceId}' to restart.", nameof(instanceId));
        if (!restartWithNewInstanceId && !row.HasEnded)
        {
            throw new InvalidOperationException(
                $"Orchestration instance '{instanceId}' is {row.Status} and cannot be restarted under its own id. "
                + "Terminate it first, or restart it under a new id.");
        }
        StartOrchestrationOptions options = new(restartWithNewInstanceId ? null : instanceId) { Tags = ReadTags(row.Tags) };
        return await StartAsync(row.Name, row.Input, options, cancellation);
    }

    // The engine owns what the client uses.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task<string> StartAsync(string name, string? input, StartOrchestrationOptions? options, CancellationToken cancellation)
    {
        RunningEngine running = engine();
        if (!running.Parts.Functions.HasOrchestrator(name))
        {
            throw new ArgumentException(
                $"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function.", nameof(name));
        }
        string instanceId = string.IsNullOrEmpty(options?.InstanceId) ? Guid.NewGuid().ToString("N") : options.InstanceId;
        string? tags = options?.Tags is { Count: > 0 } given ? JsonSerializer.Serialize(given) : null;
        NewInstance instance = new(instanceId, name, input, tags, running.Parts.UtcNow, options?.StartAt?.UtcDateTime);
        cancellation.ThrowIfCancellationRequested();
        CreateOutcome outcome = await running.Parts.Store.CreateAsync(instance, DedupeStatuses.Parse(options?.DedupeStatuses));
        if (outcome.KeptStatus is { } status)
        {
            throw new OrchestrationAlreadyExistsException(
                $"An orchestration with instance id '{instanceId}' already exists; it is {status}. "
                + "Wait for it or terminate it before the id is used again, or choose another id.");
        }
        running.OnCreated(outcome, instanceId);
        return instanceId;
    }

    async Task SendAsync(string instanceId, HistoryEvent message, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        RunningEngine running = engine();
        if (await running.Parts.Store.SendAsync(instanceId, message) is { } key) running.Wake(key);
    }

    async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<InstanceRow, bool> isReached, bool payloads, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        RunningEngine running = engine();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, running.Stopped);
        // Nothing is watched until it is known that there is something to wait for.
        for (Task? changed = null; ; changed = running.Parts.Watch.NextChange(instanceId))
        {
            // The official client gives null for an instance that does not exist, against its own declaration.
            if (running.Parts.Store.Find(instanceId) is not { } row) return null!;
            if (isReached(row)) return Describe(row, payloads);
            if (changed is not null) await changed.WaitAsync(either.Token);
        }
    }

    Page<OrchestrationMetadata> ReadPage(OrchestrationQuery query, string? token, int size)
    {
        RunningEngine running = engine();
        string hub = running.Parts.Options.HubName;
        if (query.TaskHubNames is { } hubs && !hubs.Contains(hub, StringComparer.OrdinalIgnoreCase)) return new([]);
        long after = 0;
        if (token is not null && !long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            throw new ArgumentException($"'{token}' is not a continuation token of an instance query.", nameof(token));
        InstanceQuery instances = new(query.CreatedFrom, query.CreatedTo, query.Statuses, query.InstanceIdPrefix);
        List<InstanceRow> rows = running.Parts.Store.Query(instances, after, size + 1);
        bool more = rows.Count > size;
        if (more) rows.RemoveAt(size);
        return new(
            [.. rows.Select(row => Describe(row, query.FetchInputsAndOutputs))],
            more ? rows[^1].Key.ToString(CultureInfo.InvariantCulture) : null);
    }

    OrchestrationMetadata Describe(InstanceRow row, bool payloads) => new(row.Name, row.InstanceId)
    {
        DataConverter = payloads ? Converter : null,
        RuntimeStatus = row.Status,
        CreatedAt = row.CreatedAt,
        LastUpdatedAt = row.UpdatedAt,
        SerializedInput = payloads ? row.Input : null,
        SerializedOutput = payloads ? row.Output : null,
        SerializedCustomStatus = payloads ? row.CustomStatus : null,
        Tags = ReadTags(row.Tags),
        FailureDetails = row.Failure is null ? null : StoredFailure.Parse(row.Failure).ToDetails(),
    };

    static Dictionary<string, string> ReadTags(string? tags) =>
        tags is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(tags)!;
}
