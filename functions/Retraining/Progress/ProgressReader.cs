using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Storage;
using Microsoft.DurableTask.Client;

namespace ImageClassifier.Functions.Retraining.Progress;

/// <summary>Puts together where a retrain is, from its orchestration and its workers' heartbeats.</summary>
public sealed class ProgressReader(StorageAccount storage, PlanStore plans, TrackingPages pages, TrackingWatch tracking)
{
    private const int ParallelReads = 16;

    /// <param name="instance">With inputs and outputs.</param>
    /// <param name="details">False leaves out the jobs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<RetrainProgress> ReadAsync(OrchestrationMetadata instance, bool details, CancellationToken cancellationToken)
    {
        // The text "null" before the orchestration has set one.
        RetrainStatus status = instance.ReadCustomStatusAs<RetrainStatus>() ?? new RetrainStatus { Stage = RetrainStage.WaitingForPhotos };
        RetrainReport? report = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? instance.ReadOutputAs<RetrainReport>()
            : null;
        IReadOnlyList<JobProgress> jobs = details ? await ReadJobsAsync(instance.InstanceId, report, cancellationToken) : [];
        RetrainStage stage = Stage(instance, status);
        // Who looks at one retrain wants to know; a list of many does not wait for it.
        bool runs = details && stage is not (RetrainStage.Finished or RetrainStage.Failed or RetrainStage.Terminated);
        return new RetrainProgress
        {
            RetrainId = instance.InstanceId,
            Stage = stage,
            Warning = runs ? await tracking.WarningAsync(cancellationToken) : null,
            Message = Message(instance, status, report, jobs),
            Jobs = jobs,
            CreatedAt = instance.CreatedAt,
            UpdatedAt = instance.LastUpdatedAt,
            Report = report,
            CompareUrl = status.Tracking is { } parent ? pages.Compare(parent, report) : null,
        };
    }

    private static RetrainStage Stage(OrchestrationMetadata instance, RetrainStatus status) => instance.RuntimeStatus switch
    {
        _ when RetrainEnd.IsCancelled(instance) => RetrainStage.Terminated,
        OrchestrationRuntimeStatus.Completed => RetrainStage.Finished,
        OrchestrationRuntimeStatus.Failed => RetrainStage.Failed,
        _ => status.Stage,
    };

    private static string Message(OrchestrationMetadata instance, RetrainStatus status, RetrainReport? report,
        IReadOnlyList<JobProgress> jobs) =>
        instance.RuntimeStatus switch
        {
            _ when RetrainEnd.IsCancelled(instance) => RetrainEnd.Cancelled,
            OrchestrationRuntimeStatus.Completed when report is not null => ProgressMessage.Of(report),
            OrchestrationRuntimeStatus.Failed => $"failed: {RetrainEnd.Reason(instance)}",
            OrchestrationRuntimeStatus.Suspended => $"suspended while {ProgressMessage.Of(status, jobs)}",
            OrchestrationRuntimeStatus.Pending => "about to begin",
            _ => ProgressMessage.Of(status, jobs),
        };

    private async Task<IReadOnlyList<JobProgress>> ReadJobsAsync(string retrainId, RetrainReport? report,
        CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(retrainId, cancellationToken) is not { } plan) return [];
        var jobs = new JobProgress[plan.Runs.Count];
        await Parallel.ForAsync(0, jobs.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (i, token) => jobs[i] = Progress(plan, plan.Runs[i], report,
                await storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(plan.Runs[i].JobId)).ReadAsync<JobStatus>(token)));
        return jobs;
    }

    /// <summary>A heartbeat, or what the report says: that of a job which was never started belongs to an earlier retrain.</summary>
    private static JobProgress Progress(RetrainPlan plan, PlannedRun run, RetrainReport? report, JobStatus? status)
    {
        LeaderboardEntry? entry = report?.Runs.FirstOrDefault(entry => entry.JobId == run.JobId && entry.Experiment == run.Experiment.Name
            && entry.Repeat == run.Repeat && (entry.Fold ?? 0) == run.Fold);
        return new JobProgress(run.Experiment.Name, run.Repeat, run.JobId, entry?.State ?? status?.State, status?.Epoch ?? 0,
            status?.Of ?? run.StopAfterEpoch ?? run.Experiment.TotalEpochs(), entry is null ? status?.EtaSeconds : null, entry?.ValAccuracy
                ?? status?.BestValAccuracy,
            entry?.Error ?? status?.Error)
        {
            Fold = plan.Folds == 1 ? null : run.Fold,
            StopAfterEpoch = run.StopAfterEpoch,
        };
    }
}
