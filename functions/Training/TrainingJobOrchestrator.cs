using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Functions.Durable;
using ImageClassifier.Studies.Planning;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImageClassifier.Functions.Training;

/// <summary>
/// Sees one job through: starts its worker, waits for news or for the next look at its heartbeat, and starts another worker
/// where one was lost. Deterministic, for it is replayed.
/// </summary>
public static class TrainingJobOrchestrator
{
    /// <summary>The external event that carries a <see cref="TrainingEvent"/>.</summary>
    public const string EventName = "TrainingEvent";

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(15);

    /// <summary>Looks after which the history starts anew; each look adds half a dozen events to it.</summary>
    private const int ChecksPerHistory = 100;

    /// <summary>The durable instance that looks after a job of a retrain.</summary>
    public static string InstanceId(string retrainId, string jobId) => $"job-{retrainId}-{jobId}";

    [Function(nameof(TrainingJobOrchestrator))]
    public static async Task<JobOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, JobLoop loop)
    {
        Task<TrainingEvent> news = context.WaitForExternalEvent<TrainingEvent>(EventName);
        int replaces = 0;
        // An event that is there already would not come over to the next history.
        for (int i = 0; i < ChecksPerHistory || loop.Attempt == 0 || news.IsCompleted; i++)
        {
            if (loop.Attempt == 0)
            {
                StartOutcome start = await context.CallActivityAsync<StartOutcome>(
                    nameof(TrainingActivities.StartTraining),
                    new StartInput(loop.RetrainId, loop.Run, context.InstanceId, replaces, loop.Error),
                    // It makes the job's MLflow run, so it waits for the tracking server as long as that takes.
                    RetryPolicies.WhileServicesRestart);
                if (start.Kind == StartKind.Finished) return new JobOutcome(loop.JobId, JobState.Finished) { Seconds = start.Seconds };
                if (start.Kind == StartKind.Cancelled) return await CancelAsync(context, loop);
                if (start.Kind == StartKind.Impossible) return new JobOutcome(loop.JobId, JobState.Failed, start.Error);
                loop = loop with { Attempt = start.Attempt, LaunchedAt = context.CurrentUtcDateTime };
            }

            TrainingEvent? heard = await NextAsync(context, news, loop.Deadline);
            if (heard is not null) news = context.WaitForExternalEvent<TrainingEvent>(EventName);
            bool late = context.CurrentUtcDateTime >= loop.Deadline;
            if (late) await context.CallActivityAsync(nameof(TrainingActivities.StopTraining), loop.JobId, RetryPolicies.Default);

            JobCheck check = await context.CallActivityAsync<JobCheck>(
                nameof(TrainingActivities.CheckJob),
                new CheckInput(loop.RetrainId, loop.JobId, loop.Attempt, loop.LaunchedAt, heard), RetryPolicies.Default);
            if (check.Verdict == Verdict.Finished) return new JobOutcome(loop.JobId, JobState.Finished) { Seconds = check.Seconds };
            if (check.Verdict == Verdict.Failed) return new JobOutcome(loop.JobId, JobState.Failed, check.Error);
            if (check.Verdict == Verdict.Cancelled)
            {
                await context.CallActivityAsync(nameof(TrainingActivities.StopTraining), loop.JobId, RetryPolicies.Default);
                return await CancelAsync(context, loop);
            }
            if (late)
                return new JobOutcome(loop.JobId, JobState.Stopped, $"stopped after {check.Epoch} epochs, for the time limit was reached");
            if (check.Verdict == Verdict.Wait) continue;

            replaces = loop.Attempt;
            loop = JobSupervision.AfterLoss(loop, check) with { Attempt = 0 };
            if (JobSupervision.GiveUp(loop) is { } reason) return new JobOutcome(loop.JobId, JobState.Failed, reason);
            await context.CreateTimer(JobSupervision.Delay(loop.Losses), CancellationToken.None);
        }
        context.ContinueAsNew(loop);
        return new JobOutcome(loop.JobId, JobState.Training);
    }

    /// <summary>After the worker has gone, for it may write to its run until then. The retrain's own orchestration may be over, so this one
    /// closes all of its runs.</summary>
    private static async Task<JobOutcome> CancelAsync(TaskOrchestrationContext context, JobLoop loop)
    {
        await context.CallActivityAsync(nameof(TrainingActivities.KillRuns), loop.RetrainId, RetryPolicies.WhileServicesRestart);
        return new JobOutcome(loop.JobId, JobState.Stopped, Cancellations.Reason) { Cancelled = true };
    }

    /// <summary>The next event; null when it is time to look without one.</summary>
    private static async Task<TrainingEvent?> NextAsync(TaskOrchestrationContext context, Task<TrainingEvent> news, DateTime deadline)
    {
        DateTime next = context.CurrentUtcDateTime + CheckInterval;
        using var heard = new CancellationTokenSource();
        Task timer = context.CreateTimer(next < deadline ? next : deadline, heard.Token);
        if (await Task.WhenAny(news, timer) == timer) return null;
        heard.Cancel();
        return await news;
    }
}
