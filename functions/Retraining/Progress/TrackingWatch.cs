using System.Globalization;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Mlflow;

namespace ImageClassifier.Functions.Retraining.Progress;

/// <summary>Whether the tracking server takes what is logged, asked at most every few seconds by whoever looks at a retrain.</summary>
public sealed class TrackingWatch(MlflowClient tracking, TrackingSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _asking = new(1);
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private DateTimeOffset? _since;
    private string? _warning;

    /// <returns>What a person should know while a retrain runs; null when all is well.</returns>
    public async Task<string?> WarningAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _until) return _warning;
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() < _until) return _warning;
            MlflowException? problem = await tracking.FindProblemAsync(settings.ExperimentName, cancellationToken);
            _since = problem is null ? null : _since ?? time.GetUtcNow();
            _warning = problem is null ? null : Words(problem, _since!.Value);
            _until = time.GetUtcNow() + Lifetime;
            return _warning;
        }
        finally
        {
            _asking.Release();
        }
    }

    private static string Words(MlflowException problem, DateTimeOffset since)
    {
        string clock = since.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return problem.IsRefusal
            ? $"the tracking server has refused since {clock} UTC what is logged ({problem.Message}); "
                + "what trains goes on, and the rest waits until that is mended"
            : $"the tracking server has been away since {clock} UTC ({problem.Message}); "
                + "training goes on, and what is missing is logged when it is back";
    }
}
