using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Retraining;
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
    private static readonly TimeSpan PendingPatience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan PendingInterval = TimeSpan.FromSeconds(2);

    [Function(nameof(RetrainOrchestrator))]
    public static async Task<RetrainReport> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        RetrainInput retrain = context.GetInput<RetrainInput>()!;
        DateTime started = context.CurrentUtcDateTime;

        string? unprocessed = await WaitForPhotosAsync(context);

        var status = new RetrainStatus { Stage = RetrainStage.Snapshot };
        context.SetCustomStatus(status);
        Snapshot snapshot = await context.CallActivityAsync<Snapshot>(
            nameof(RetrainActivities.SnapshotDataset), new SnapshotInput(retrain.ValidationFraction, retrain.Seed, retrain.Folds), Activity.Options);
        if (snapshot.Problems.Count > 0)
            throw new InvalidOperationException($"The data set cannot be trained on: it {string.Join("; it ", snapshot.Problems.Select(problem => problem.Message))}.");
        if (unprocessed is not null) snapshot = snapshot with { Warnings = [.. snapshot.Warnings, unprocessed] };

        TrackingRun parent = await context.CallActivityAsync<TrackingRun>(
            nameof(RetrainActivities.CreateParentRun), new ParentRunInput(context.InstanceId, retrain, snapshot.Digest), Activity.Options);
        IReadOnlyList<PlannedJob> jobs = await context.CallActivityAsync<IReadOnlyList<PlannedJob>>(
            nameof(RetrainActivities.PlanExperiments), new PlanInput(context.InstanceId, retrain, snapshot.Digest, parent), Activity.Options);

        status = status with { Stage = RetrainStage.Training, Jobs = jobs.Count, Tracking = parent };
        IReadOnlyList<ClosedRun> runs = await TrainAsync(context, retrain, jobs, status);

        context.SetCustomStatus(status with { Stage = RetrainStage.SelectingChampion, Done = jobs.Count });
        Champion? champion = await context.CallActivityAsync<Champion?>(
            nameof(RetrainActivities.SelectChampion), new ChampionInput(context.InstanceId, runs), Activity.Patient);
        RetrainReport report = await context.CallActivityAsync<RetrainReport>(
            nameof(RetrainActivities.PublishReport),
            new ReportInput(context.InstanceId, snapshot, runs, champion, started, context.CurrentUtcDateTime), Activity.Patient);
        context.SetCustomStatus(status with { Stage = RetrainStage.Finished, Done = jobs.Count });
        return report;
    }

    /// <returns>A warning when some uploads were not waited for.</returns>
    private static async Task<string?> WaitForPhotosAsync(TaskOrchestrationContext context)
    {
        int least = int.MaxValue;
        DateTime lastProgress = context.CurrentUtcDateTime;
        while (true)
        {
            int pending = await context.CallActivityAsync<int>(nameof(RetrainActivities.CountPending), context.InstanceId, Activity.Options);
            if (pending == 0) return null;
            context.SetCustomStatus(new RetrainStatus { Stage = RetrainStage.WaitingForPhotos, Pending = pending });
            if (pending < least) (least, lastProgress) = (pending, context.CurrentUtcDateTime);
            if (context.CurrentUtcDateTime - lastProgress >= PendingPatience)
                return $"{pending} uploads could not be processed in time and are not part of this retrain";
            await context.CreateTimer(PendingInterval, CancellationToken.None);
        }
    }

    /// <summary>Trains at most so many jobs at a time; after the time limit no other is begun.</summary>
    private static async Task<IReadOnlyList<ClosedRun>> TrainAsync(
        TaskOrchestrationContext context, RetrainInput retrain, IReadOnlyList<PlannedJob> jobs, RetrainStatus status)
    {
        DateTime deadline = context.CurrentUtcDateTime.AddMinutes(retrain.TimeLimitMinutes);
        var waiting = new Queue<PlannedJob>(jobs);
        var running = new List<(PlannedJob Job, Task<JobOutcome> Outcome)>();
        var closed = new List<ClosedRun>();
        while (Fill() > 0)
        {
            context.SetCustomStatus(status with { Done = jobs.Count - waiting.Count - running.Count, Running = [.. running.Select(entry => entry.Job.JobId)] });
            Task<JobOutcome> outcome = await Task.WhenAny(running.Select(entry => entry.Outcome));
            (PlannedJob Job, Task<JobOutcome>) ended = running.Single(entry => entry.Outcome == outcome);
            running.Remove(ended);
            // The next begins before this one is written up.
            Fill();
            foreach (int run in ended.Job.Runs)
            {
                closed.Add(await context.CallActivityAsync<ClosedRun>(
                    nameof(RetrainActivities.CloseRun), new CloseRunInput(context.InstanceId, run, await outcome), Activity.Patient));
            }
        }
        return [.. closed.OrderBy(run => run.Run)];

        int Fill()
        {
            while (running.Count < retrain.MaxParallelJobs && waiting.TryDequeue(out PlannedJob? job))
                running.Add((job, TrainJobAsync(context, job, deadline)));
            return running.Count;
        }
    }

    private static async Task<JobOutcome> TrainJobAsync(TaskOrchestrationContext context, PlannedJob job, DateTime deadline)
    {
        if (context.CurrentUtcDateTime >= deadline)
            return new JobOutcome(job.JobId, JobState.Stopped, "not begun, for the time limit was reached");
        try
        {
            return await context.CallSubOrchestratorAsync<JobOutcome>(
                nameof(TrainingJobOrchestrator),
                new JobLoop { RetrainId = context.InstanceId, JobId = job.JobId, Run = job.Runs[0], Deadline = deadline },
                new SubOrchestrationOptions(instanceId: TrainingJobOrchestrator.InstanceId(context.InstanceId, job.JobId)));
        }
        catch (TaskFailedException e)
        {
            // One job that cannot be looked after does not end the others.
            return new JobOutcome(job.JobId, JobState.Failed, e.FailureDetails.Innermost().ErrorMessage);
        }
    }
}
