using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Datasets;
using ImageClassifier.Functions.Durable;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Reports;
using ImageClassifier.Functions.Training.Runs;
using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Retraining;

/// <summary>The steps of a retrain, each of which may run twice.</summary>
public sealed class RetrainActivities(
    DatasetReader dataset, UploadRescan rescan, SnapshotTaker snapshots, RetrainPlanner planner, RunFinalizer finalizer,
        ChampionSelector champions, ReportPublisher reports, TrackingGuard guard)
{
    /// <summary>Uploads that are not part of the data set yet.</summary>
    [Function(nameof(CountPending))]
    public async Task<PendingCount> CountPending([ActivityTrigger] string retrainId, CancellationToken cancellationToken) =>
        PendingCount.Of(await dataset.ReadAsync(cancellationToken));

    /// <summary>Asks again for uploads that are not part of the data set yet.</summary>
    [Function(nameof(RequestPending))]
    public Task RequestPending([ActivityTrigger] string retrainId, CancellationToken cancellationToken) =>
        rescan.RequestAsync(cancellationToken);

    [Function(nameof(SnapshotDataset))]
    public Task<Snapshot> SnapshotDataset([ActivityTrigger] SnapshotInput input, CancellationToken cancellationToken) =>
        snapshots.TakeAsync(input, cancellationToken);

    [Function(nameof(CreateParentRun))]
    public Task<TrackingRun> CreateParentRun([ActivityTrigger] ParentRunInput input, CancellationToken cancellationToken) =>
        TrackingRefusedException.GuardAsync(() => planner.CreateParentAsync(input, cancellationToken));

    [Function(nameof(PlanExperiments))]
    public Task<IReadOnlyList<PlannedJob>> PlanExperiments([ActivityTrigger] PlanInput input, CancellationToken cancellationToken) =>
        planner.PlanAsync(input, cancellationToken);

    /// <summary>What a search trains next, now that its rung has ended.</summary>
    [Function(nameof(PlanNextRung))]
    public Task<IReadOnlyList<PlannedJob>> PlanNextRung([ActivityTrigger] NextRungInput input, CancellationToken cancellationToken) =>
        planner.PlanNextRungAsync(input, cancellationToken);

    [Function(nameof(CloseRun))]
    public Task<ClosedRun> CloseRun([ActivityTrigger] CloseRunInput input, CancellationToken cancellationToken) =>
        guard.RunAsync(() => finalizer.FinalizeAsync(input, cancellationToken), cancellationToken);

    [Function(nameof(SelectChampion))]
    public Task<Champion?> SelectChampion([ActivityTrigger] ChampionInput input, CancellationToken cancellationToken) =>
        guard.RunAsync(() => champions.SelectAsync(input, cancellationToken), cancellationToken);

    [Function(nameof(PublishReport))]
    public Task<RetrainReport> PublishReport([ActivityTrigger] ReportInput input, CancellationToken cancellationToken) =>
        guard.RunAsync(() => reports.PublishAsync(input, cancellationToken), cancellationToken);
}
