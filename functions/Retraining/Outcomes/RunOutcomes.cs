using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Training;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Retraining.Outcomes;

/// <summary>Reads what came of a retrain's runs.</summary>
public sealed class RunOutcomes(StorageAccount storage, PlanStore plans)
{
    private const int ParallelReads = 16;

    /// <returns>The plan and its runs, best first.</returns>
    public async Task<(RetrainPlan Plan, IReadOnlyList<RunOutcome> Ranked)> ReadAsync(
        string retrainId, IReadOnlyList<ClosedRun> closed, CancellationToken cancellationToken)
    {
        RetrainPlan plan = await plans.GetAsync(retrainId, cancellationToken);
        var outcomes = new RunOutcome[closed.Count];
        await Parallel.ForAsync(0, closed.Count,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                PlannedRun run = plan.Runs[closed[i].Run];
                if (closed[i].RunId.Length > 0) run = run with { RunId = closed[i].RunId };
                TrainingResult? result = closed[i].State == JobState.Finished ? await storage.ReadResultAsync(run.JobId, token) : null;
                outcomes[i] = new RunOutcome(run, closed[i], result);
            });
        return (plan, Leaderboard.Rank(outcomes));
    }

    /// <returns>The jobs, those with a stored result with its seconds.</returns>
    public async Task<IReadOnlyList<PlannedJob>> WithSecondsAsync(IReadOnlyList<PlannedJob> jobs, CancellationToken cancellationToken)
    {
        PlannedJob[] known = [.. jobs];
        var reads = new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, known.Length, reads, async (i, token) =>
        {
            TrainingResult? result = await storage.ReadResultAsync(known[i].JobId, token);
            known[i] = known[i] with { TrainedSeconds = result?.Seconds };
        });
        return known;
    }
}
