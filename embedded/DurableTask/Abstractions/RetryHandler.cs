namespace Microsoft.DurableTask;

/// <summary>Decides after a failure whether the call is tried again. Runs as orchestrator code: it must be deterministic.</summary>
public delegate bool RetryHandler(RetryContext retryContext);

/// <summary>Decides after a failure whether the call is tried again; may await durable timers to delay the next attempt.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);

/// <summary>What a retry handler is told about the failed attempts.</summary>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
