using ImageClassifier.Functions.Durable;
using ImageClassifier.Mlflow;

namespace ImageClassifier.Functions.Training.Runs;

/// <summary>
/// Calls the tracking server for a retrain that has begun. A password or an experiment that went missing meanwhile is mended by a person,
/// who reads of it in the progress; the retrain waits for them, and nothing that was trained is lost.
/// </summary>
public sealed class TrackingGuard(MlflowClient tracking, TrackingSettings settings)
{
    /// <exception cref="TrackingRefusedException">The server refuses this and takes everything else: waiting would change nothing.
    /// </exception>
    /// <exception cref="MlflowException">The server is away, or refuses everything: the activity is repeated.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> activity, CancellationToken cancellationToken)
    {
        try
        {
            return await activity();
        }
        catch (MlflowException e) when (e.IsRefusal)
        {
            if (await tracking.FindProblemAsync(settings.ExperimentName, cancellationToken) is null)
                throw new TrackingRefusedException(e.Message);
            throw;
        }
    }
}
