using Microsoft.DurableTask.Embedded.Replay;

namespace DurableTask.Core.Exceptions;

/// <summary>Thrown when the code of an orchestrator does not do what its history says it did.</summary>
internal sealed class NonDeterministicOrchestrationException : Exception
{
    public NonDeterministicOrchestrationException(HistoryEvent? history, HistoryEvent? code, bool codeHasEnded)
        : base(Describe(history, code, codeHasEnded))
    {
    }

    static string Describe(HistoryEvent? history, HistoryEvent? code, bool codeHasEnded)
    {
        int step = history?.TaskId ?? code!.TaskId;
        string expected = history is null ? "nothing more at this point" : Describe(history);
        string done = code is not null ? Describe(code) : codeHasEnded ? "had already ended" : "nothing more at this point";
        return $"Non-Deterministic workflow detected: step #{step} differs. History has: {expected}. The code now does: {done}. "
            + "Either the orchestrator's code was changed while this instance was in flight (start a new instance), or it uses something "
            + "that differs from one run to the next, such as the clock, random values or IO (take them from the context or an activity).";
    }

    static string Describe(HistoryEvent step) => step.Kind switch
    {
        HistoryEventKind.ActivityScheduled => $"call of activity '{step.Name}' (#{step.TaskId})",
        HistoryEventKind.SubOrchestrationScheduled => $"call of sub-orchestrator '{step.Name}' (#{step.TaskId})",
        HistoryEventKind.TimerCreated => $"timer (#{step.TaskId})",
        HistoryEventKind.EventSent => $"event '{step.Name}' sent (#{step.TaskId})",
        _ => $"{step.Kind} (#{step.TaskId})",
    };
}
