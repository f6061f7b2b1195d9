using System.Text.Json;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Mlflow;

namespace ImageClassifier.Functions.Retraining.Progress;

/// <summary>Addresses of the tracking server's pages, as a person's browser opens them.</summary>
public sealed class TrackingPages(Uri trackingUri)
{
    // What a browser takes as an address; MLflow's page compares some hundred runs at most, and slowly.
    private const int MostCompared = 40;

    // Since 3.17 MLflow's page has two modes, and opens runs of models in this one.
    private const string Mode = "workflowType=machine_learning";

    private readonly string _root = MlflowAddress.Parse(trackingUri.OriginalString)?.Url ?? "";

    /// <summary>The comparison of a finished retrain's runs; the parent run while there is nothing to compare.</summary>
    /// <param name="parent">Of the retrain.</param>
    /// <param name="report">Once finished.</param>
    public string Compare(TrackingRun parent, RetrainReport? report = null)
    {
        // The path of MLflow's own UI; our own server's page takes the same.
        string[] runs =
        [
            .. (report?.Runs ?? []).Where(run => run is { State: JobState.Finished, RunId.Length: > 0 })
                .Select(run => run.RunId).Distinct().Take(MostCompared),
        ];
        return runs.Length < 2
            ? $"{_root}/#/experiments/{parent.ExperimentId}/runs/{parent.RunId}?{Mode}"
            : $"{_root}/#/compare-runs?runs={Json(runs)}&experiments={Json([parent.ExperimentId])}&{Mode}";
    }

    private static string Json(string[] values) => Uri.EscapeDataString(JsonSerializer.Serialize(values));
}
