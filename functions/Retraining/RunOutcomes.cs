using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Retraining;

/// <summary>Reads what came of a retrain's runs.</summary>
public static class RunOutcomes
{
    private const int ParallelReads = 16;

    /// <returns>The plan and its runs, best first.</returns>
    public static async Task<(RetrainPlan Plan, IReadOnlyList<RunOutcome> Ranked)> ReadAsync(
        StorageAccount storage, string retrainId, IReadOnlyList<ClosedRun> closed, CancellationToken cancellation)
    {
        RetrainPlan plan = await RetrainPlanner.ReadAsync(storage, retrainId, cancellation)
            ?? throw new InvalidOperationException($"The plan of {retrainId} is missing from {StorageLayout.Reports}.");
        var outcomes = new RunOutcome[closed.Count];
        await Parallel.ForAsync(0, closed.Count, new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellation },
            async (i, token) =>
            {
                PlannedRun run = plan.Runs[closed[i].Run];
                if (closed[i].RunId.Length > 0) run = run with { RunId = closed[i].RunId };
                TrainingResult? result = closed[i].State == JobState.Finished
                    ? await storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(run.JobId)).ReadAsync<TrainingResult>(token)
                    : null;
                outcomes[i] = new RunOutcome(run, closed[i], result);
            });
        return (plan, Leaderboard.Rank(outcomes));
    }
}
