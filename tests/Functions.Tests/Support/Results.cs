using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Retraining.Outcomes;
using Shared.Results;

namespace Functions.Tests.Support;

/// <summary>Results of trainings that never were.</summary>
internal static class Results
{
    public static readonly DateTimeOffset Ended = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TrainingResult Of(
        string jobId, string runId, int correct = 15, int total = 20, double valLoss = 0.5, long parameters = 1000)
    {
        EpochRecord[] epochs =
        [
            new EpochRecord(1, 0.9, 0.5, valLoss + 0.2, 0.4, 1e-3, 1.5, Ended.AddSeconds(-3)),
            new EpochRecord(2, 0.7, 0.7, valLoss, (double)correct / total, 1e-3, 1.5, Ended.AddSeconds(-1)),
        ];
        TrainingResult result = FakeResult.Of(jobId, new TrackingRun("1", runId), epochs, correct, total);
        return result with { Parameters = parameters, FinishedAt = Ended };
    }

    public static RunOutcome Outcome(int index, TrainingResult? result, JobState state = JobState.Finished) => new(
        new PlannedRun(index, new Experiment { Name = $"e{index}" }, 0, 42, $"j{index}", $"run{index}"),
        new ClosedRun(index, state, state == JobState.Finished ? null : "why", Reused: false), result);
}
