namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>What the orchestrator's code did in one episode.</summary>
/// <param name="Actions">The steps that it started, in order.</param>
/// <param name="CanceledTimers">The steps whose timers are no longer wanted.</param>
/// <param name="CustomStatus">The stored custom status as it is now.</param>
/// <param name="End">How the run ended; null while it goes on.</param>
internal sealed record EpisodeOutcome(
    IReadOnlyList<HistoryEvent> Actions, IReadOnlyList<int> CanceledTimers, string? CustomStatus, RunEnd? End);

/// <summary>How a run ended.</summary>
internal abstract record RunEnd
{
    public sealed record Completed(string? Output) : RunEnd;

    public sealed record Failed(StoredFailure Failure) : RunEnd;

    public sealed record ContinuedAsNew(string? Input, IReadOnlyList<HistoryEvent> CarriedEvents) : RunEnd;
}
