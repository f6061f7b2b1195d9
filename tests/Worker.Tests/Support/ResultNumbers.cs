using System.Text.Json;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;

namespace Worker.Tests.Support;

internal static class ResultNumbers
{
    /// <summary>All of a result, to the last digit, but what depends on the clock.</summary>
    public static string Of(TrainingResult result) => JsonSerializer.Serialize(result with
    {
        Seconds = 0,
        FinishedAt = default,
        Tracking = new TrackingRun("", ""),
        Epochs = [.. result.Epochs.Select(epoch => epoch with { Seconds = 0, EndedAt = default })],
    }, CoreJson.Indented);
}
