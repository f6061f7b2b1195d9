using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Functions.Retraining.Progress;

/// <summary>Addresses of the tracking server's pages, as a person's browser opens them.</summary>
public sealed class TrackingPages(Uri trackingUri)
{
    // The path of MLflow's own UI; our own server's page takes the same.
    public string Compare(TrackingRun parent) =>
        trackingUri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')
        + $"/#/experiments/{parent.ExperimentId}/runs/{parent.RunId}";
}
