namespace Microsoft.DurableTask.Embedded.Replay;

internal static class IllegalAwait
{
    public const string Message =
        "An invalid asynchronous invocation was detected: the orchestrator awaited a task that is not durable, or used its context from "
        + "another thread. Await only tasks of the orchestration context (and Task.WhenAll/WhenAny over them), without "
        + "ConfigureAwait(false); move IO, Task.Run and Task.Delay into an activity or a durable timer.";
}
