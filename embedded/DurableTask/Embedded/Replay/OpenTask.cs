namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>A step that the orchestrator started and whose end has not come yet. The result is the stored payload.</summary>
internal sealed record OpenTask(HistoryEvent Action)
{
    public TaskCompletionSource<string?> Source { get; } = new();
}

/// <summary>The failure of one attempt; retry policies see it before the orchestrator does.</summary>
internal sealed class AttemptFailedException(HistoryEvent action, StoredFailure failure) : Exception(failure.Message)
{
    public HistoryEvent Action { get; } = action;

    public StoredFailure Failure { get; } = failure;

    public TaskFailedException ToTaskFailed() => new(Action.Name!, Action.TaskId, Failure.ToDetails());
}
