using System.Text.Json;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Retraining;

namespace Contracts.Tests.Retraining;

/// <summary>Reports are kept for years, and read by people's own programs.</summary>
public sealed class RetrainReportTests
{
    private const string Run = """
        {"experiment":"trial-1","repeat":1,"fold":2,"trial":1,"stopAfterEpoch":3,"jobId":"j","runId":"r","state":"finished","reused":true,
        "valAccuracy":0.75,"valAccuracyLow":0.5,"valAccuracyHigh":0.9,"trainAccuracy":0.8,"gap":0.05,"valLoss":0.6,"bestEpoch":2,"epochs":3,
        "seconds":4.5,"error":"why"}
        """;

    private const string Score = """
        {"experiment":"trial-1","runs":2,"planned":3,"valAccuracy":0.75,"valAccuracyStd":0.1,"valAccuracyLow":0.5,"valAccuracyHigh":0.9,
        "trainAccuracy":0.8,"valLoss":0.6,"parameters":1000,"trial":1,"rung":1,"stopAfterEpoch":3,"bestRun":4}
        """;

    [Fact]
    public void ALineOfTheLeaderboardHasItsFieldsSideBySide() => AssertKept<LeaderboardEntry>(Run);

    [Fact]
    public void TheScoreOfAnExperimentHasItsFieldsSideBySide() => AssertKept<ExperimentScore>(Score);

    private static void AssertKept<T>(string json)
    {
        string written = JsonSerializer.Serialize(JsonSerializer.Deserialize<T>(json, CoreJson.Options), CoreJson.Options);

        Assert.Equal(Fields(json), Fields(written));
        Assert.StartsWith("{\"experiment\":", written, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Fields(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().Select(field => $"{field.Name} {field.Value}").Order(StringComparer.Ordinal);
}
