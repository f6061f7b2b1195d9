using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Datasets;
using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Retraining;

/// <summary>The steps of a retrain, each of which may run twice.</summary>
public sealed class RetrainActivities(
    DatasetReader dataset, UploadRescan rescan, SnapshotTaker snapshots, RetrainPlanner planner, RunCloser closer, ChampionSelector champions, ReportPublisher reports,
    OpenRuns open)
{
    /// <summary>Uploads that are not looked at yet.</summary>
    [Function(nameof(CountPending))]
    public async Task<int> CountPending([ActivityTrigger] string retrainId, CancellationToken cancellation) =>
        (await dataset.ReadAsync(cancellation)).Pending;

    /// <summary>Asks again for uploads that are not looked at yet.</summary>
    [Function(nameof(RequestPending))]
    public Task RequestPending([ActivityTrigger] string retrainId, CancellationToken cancellation) => rescan.RequestAsync(cancellation);

    [Function(nameof(SnapshotDataset))]
    public Task<Snapshot> SnapshotDataset([ActivityTrigger] SnapshotInput input, CancellationToken cancellation) =>
        snapshots.TakeAsync(input, cancellation);

    [Function(nameof(CreateParentRun))]
    public Task<TrackingRun> CreateParentRun([ActivityTrigger] ParentRunInput input, CancellationToken cancellation) =>
        planner.CreateParentAsync(input, cancellation);

    [Function(nameof(PlanExperiments))]
    public Task<IReadOnlyList<PlannedJob>> PlanExperiments([ActivityTrigger] PlanInput input, CancellationToken cancellation) =>
        planner.PlanAsync(input, cancellation);

    /// <summary>What a search trains next, now that its rung has ended.</summary>
    [Function(nameof(PlanNextRung))]
    public Task<IReadOnlyList<PlannedJob>> PlanNextRung([ActivityTrigger] NextRungInput input, CancellationToken cancellation) =>
        planner.PlanNextRungAsync(input, cancellation);

    [Function(nameof(CloseRun))]
    public Task<ClosedRun> CloseRun([ActivityTrigger] CloseRunInput input, CancellationToken cancellation) =>
        closer.CloseAsync(input, cancellation);

    [Function(nameof(SelectChampion))]
    public Task<Champion?> SelectChampion([ActivityTrigger] ChampionInput input, CancellationToken cancellation) =>
        champions.SelectAsync(input, cancellation);

    [Function(nameof(PublishReport))]
    public Task<RetrainReport> PublishReport([ActivityTrigger] ReportInput input, CancellationToken cancellation) =>
        reports.PublishAsync(input, cancellation);

    /// <summary>Ends the MLflow runs of a cancelled retrain.</summary>
    [Function(nameof(KillRuns))]
    public Task KillRuns([ActivityTrigger] string retrainId, CancellationToken cancellation) => open.KillAsync(retrainId, cancellation);
}
