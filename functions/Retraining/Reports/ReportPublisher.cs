using System.Text.Json;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Planning;

namespace ImageClassifier.Functions.Retraining.Reports;

/// <summary>All that the report says.</summary>
/// <param name="StartedAt">When the retrain began.</param>
/// <param name="EndedAt">When its last job had ended.</param>
public sealed record ReportInput(
    string RetrainId, Snapshot Snapshot, IReadOnlyList<ClosedRun> Runs, Champion? Champion, DateTimeOffset StartedAt,
        DateTimeOffset EndedAt);

/// <summary>Writes the outcome of a retrain to storage and to its parent run.</summary>
public sealed class ReportPublisher(StorageAccount storage, RunOutcomes outcomes, MlflowClient tracking, RetrainPage pages)
{
    public async Task<RetrainReport> PublishAsync(ReportInput input, CancellationToken cancellationToken)
    {
        (RetrainPlan plan, IReadOnlyList<RunOutcome> ranked) = await outcomes.ReadAsync(input.RetrainId, input.Runs, cancellationToken);
        IReadOnlyList<ExperimentScore> scores = Leaderboard.Scores(ranked);
        var report = new RetrainReport
        {
            RetrainId = input.RetrainId,
            Study = plan.Study,
            ManifestDigest = plan.ManifestDigest,
            Counts = input.Snapshot.Counts,
            Warnings = [.. input.Snapshot.Warnings, .. StudyNotes.Of(plan.Folds, scores)],
            Experiments = scores,
            Runs = [.. ranked.Select(outcome => Leaderboard.Entry(outcome, plan.Folds))],
            Champion = input.Champion,
            Tracking = plan.Tracking,
            Seconds = Math.Round((input.EndedAt - input.StartedAt).TotalSeconds, 3),
        };
        await storage.Blob(StorageLayout.Reports, StorageLayout.ReportBlob(input.RetrainId)).WriteAsync(report, cancellationToken);
        byte[] page = await pages.WriteAsync(report, ranked, input.EndedAt, cancellationToken);
        await TrackAsync(report, page, input.EndedAt, cancellationToken);
        return report;
    }

    private async Task TrackAsync(RetrainReport report, byte[] page, DateTimeOffset endedAt, CancellationToken cancellationToken)
    {
        string runId = report.Tracking.RunId;
        MlflowRun parent = await tracking.GetRunAsync(runId, cancellationToken);
        using (var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(report, CoreJson.Indented)))
            await tracking.UploadArtifactAsync(parent, "report.json", content, cancellationToken);
        using (var content = new MemoryStream(page, writable: false))
            await tracking.UploadArtifactAsync(parent, "report.html", content, cancellationToken);

        // The time is the orchestration's, so that logging again gives the same points.
        MlflowMetric Metric(string key, double value) => new(key, value, endedAt, Step: 0);
        var metrics = new List<MlflowMetric>
        {
            Metric("runs", report.Runs.Count),
            Metric("finished_runs", report.Runs.Count(run => run.State == JobState.Finished)),
            Metric("seconds", report.Seconds),
        };
        var tags = new Dictionary<string, string>();
        if (report.Champion is { } champion)
        {
            // Of several runs the mean is the estimate, not the luckiest of them.
            metrics.Add(Metric(RunMetrics.BestValAccuracy, champion.MeanValAccuracy ?? champion.ValAccuracy));
            tags[TrackingTags.ChampionRun] = champion.RunId;
            tags[TrackingTags.ChampionVersion] = champion.ModelVersion;
        }
        await tracking.LogBatchAsync(runId, metrics, new Dictionary<string, string>(), tags, cancellationToken);
        await tracking.UpdateRunAsync(runId, report.Champion is null ? MlflowRunStatus.Failed
            : MlflowRunStatus.Finished, endedAt, cancellationToken);
    }
}
