using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Cli.Retraining;

/// <summary>What <c>--json</c> prints after a retrain.</summary>
/// <param name="RetrainId">For <c>imgc status</c>.</param>
/// <param name="ManifestDigest">Names the frozen list of photos.</param>
/// <param name="Runs">Best first.</param>
/// <param name="Champion">Null when no run finished.</param>
/// <param name="Rejected">Files of the folder that could not be used.</param>
/// <param name="Warnings">About the photos.</param>
/// <param name="CompareUrl">Page that compares the runs, while services run.</param>
/// <param name="Seconds">Wall time of the command.</param>
/// <param name="ReportFile">Copy of the report, an HTML page.</param>
internal sealed record RetrainAnswer(
    string RetrainId, string ManifestDigest, IReadOnlyList<LeaderboardEntry> Runs, Champion? Champion,
    IReadOnlyList<RejectedUpload> Rejected, IReadOnlyList<string> Warnings, string? CompareUrl, double Seconds, string? ReportFile = null);
