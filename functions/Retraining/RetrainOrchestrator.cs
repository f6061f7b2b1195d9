using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Durable;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Progress;
using ImageClassifier.Functions.Retraining.Reports;
using ImageClassifier.Functions.Training;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImageClassifier.Functions.Retraining;

/// <summary>
/// A retrain from the first photo to the champion. The code is replayed: it takes time from the context and leaves everything
/// else to activities, each of which may run twice.
/// </summary>
public static class RetrainOrchestrator
{
    /// <summary>Uploads that stop getting fewer for this long are not waited for.</summary>
    private static readonly TimeSpan PendingTimeout = TimeSpan.FromMinutes(3);

    /// <summary>Uploads that stop getting fewer for this long are asked for again.</summary>
    private static readonly TimeSpan RescanAfter = TimeSpan.FromSeconds(15);

    // Each look adds four events to the history and lists two containers: at most this many.
    private const int MaxLooks = 400;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    [Function(nameof(RetrainOrchestrator))]
    public static async Task<RetrainReport> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, RetrainInput retrain)
    {
        try
        {
            return await TrainAsync(context, retrain);
        }
        catch (TaskFailedException e)
        {
            // A person reads the message of the outermost exception, and it should be the one that began it.
            throw new RetrainFailedException(e.Reason());
        }
        catch (RetrainCancelledException)
        {
            await context.CallActivityAsync(nameof(TrainingActivities.KillRuns), context.InstanceId, RetryPolicies.WhileServicesRestart);
            throw;
        }
    }

    private static async Task<RetrainReport> TrainAsync(TaskOrchestrationContext context, RetrainInput retrain)
    {
        DateTime started = context.CurrentUtcDateTime;

        string? unprocessed = await WaitForPhotosAsync(context);

        var status = new RetrainStatus { Stage = RetrainStage.Snapshot };
        context.SetCustomStatus(status);
        Snapshot snapshot = await context.CallActivityAsync<Snapshot>(
            nameof(RetrainActivities.SnapshotDataset), new SnapshotInput(retrain.ValidationFraction, retrain.Seed, retrain.Folds),
                RetryPolicies.Default);
        if (snapshot.Problems.Count > 0)
            throw new RetrainFailedException(
                $"The data set cannot be trained on: it {string.Join("; it ", snapshot.Problems.Select(problem => problem.Message))}.");
        if (unprocessed is not null) snapshot = snapshot with { Warnings = [.. snapshot.Warnings, unprocessed] };

        TrackingRun parent = await context.CallActivityAsync<TrackingRun>(
            nameof(RetrainActivities.CreateParentRun), new ParentRunInput(context.InstanceId, retrain, snapshot.Digest),
                RetryPolicies.Default);
        var plan = new PlanInput(context.InstanceId, retrain, snapshot.Digest, parent);
        IReadOnlyList<PlannedJob> jobs = await context.CallActivityAsync<IReadOnlyList<PlannedJob>>(
            nameof(RetrainActivities.PlanExperiments), plan, RetryPolicies.Default);

        status = status with { Stage = RetrainStage.Training, Tracking = parent };
        var training = new TrainingRounds(context, retrain);
        while (jobs.Count > 0)
        {
            status = await training.TrainAsync(jobs, status);
            jobs = training.MayGoOn
                ? await context.CallActivityAsync<IReadOnlyList<PlannedJob>>(nameof(RetrainActivities.PlanNextRung),
                    new NextRungInput(plan, training.Closed), RetryPolicies.Default)
                : [];
        }
        IReadOnlyList<ClosedRun> runs = training.Closed;

        context.SetCustomStatus(status with { Stage = RetrainStage.SelectingChampion });
        Champion? champion = await context.CallActivityAsync<Champion?>(
            nameof(RetrainActivities.SelectChampion), new ChampionInput(context.InstanceId, runs), RetryPolicies.WhileServicesRestart);
        RetrainReport report = await context.CallActivityAsync<RetrainReport>(
            nameof(RetrainActivities.PublishReport),
            new ReportInput(context.InstanceId, snapshot, runs, champion, started, context.CurrentUtcDateTime),
                RetryPolicies.WhileServicesRestart);
        context.SetCustomStatus(status with { Stage = RetrainStage.Finished });
        return report;
    }

    /// <summary>A quarter of the time waited so far, so that long waits take few looks and end at most a quarter late.</summary>
    private static TimeSpan PauseAfter(TimeSpan waited) =>
        TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 4, ShortestPause.Ticks, LongestPause.Ticks));

    /// <returns>A warning when some uploads are left out.</returns>
    private static async Task<string?> WaitForPhotosAsync(TaskOrchestrationContext context)
    {
        var pending = new PendingCount(0, 0, "");
        int least = int.MaxValue;
        bool retried = false;
        DateTime started = context.CurrentUtcDateTime, lastProgress = started, lastRescan = started;
        for (int look = 0; look < MaxLooks; look++)
        {
            pending = await context.CallActivityAsync<PendingCount>(nameof(RetrainActivities.CountPending), context.InstanceId,
                RetryPolicies.Default);
            if (pending.Blocked > 0 && !retried)
            {
                // What stood in the way may be gone by now, but nobody waits for it.
                await context.CallActivityAsync(nameof(RetrainActivities.RequestPending), context.InstanceId, RetryPolicies.Default);
                (retried, lastRescan) = (true, context.CurrentUtcDateTime);
            }
            if (pending.Waiting == 0) return pending.Warning();
            context.SetCustomStatus(new RetrainStatus { Stage = RetrainStage.WaitingForPhotos, Pending = pending.Waiting });
            if (pending.Waiting < least) (least, lastProgress) = (pending.Waiting, context.CurrentUtcDateTime);
            if (context.CurrentUtcDateTime - lastProgress >= PendingTimeout) break;
            DateTime moved = lastProgress > lastRescan ? lastProgress : lastRescan;
            if (context.CurrentUtcDateTime - moved >= RescanAfter)
            {
                await context.CallActivityAsync(nameof(RetrainActivities.RequestPending), context.InstanceId, RetryPolicies.Default);
                lastRescan = context.CurrentUtcDateTime;
            }
            await context.CreateTimer(PauseAfter(context.CurrentUtcDateTime - started), CancellationToken.None);
        }
        return pending.Warning();
    }
}
