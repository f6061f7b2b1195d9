using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Studies.Planning;
using Shared.Results;

namespace Studies.Tests.Planning;

public sealed class StudyLoopTests
{
    private static readonly StudyOrder Order = new()
    {
        Experiments = [new Experiment { Name = "plain" }],
        Search = new SearchOptions
        {
            Base = new Experiment { Name = "trial", Epochs = 9 },
            Space = new Dictionary<string, SearchDimension> { ["optimizer.learningRate"] = new() { Min = 1e-4, Max = 1e-2, Log = true } },
            Strategy = SearchStrategy.SuccessiveHalving,
            Trials = 6,
        },
        Seed = 42,
        Repeats = 1,
        ValidationFraction = 0.2,
    };

    /// <summary>By job: what is stored.</summary>
    private readonly Dictionary<string, TrainingResult> _stored = [];
    private readonly List<string> _trained = [];
    private readonly List<string> _refused = [];

    [Fact]
    public async Task A_study_is_trained_rung_by_rung()
    {
        StudyLoop loop = Loop(Order);

        await loop.RunAsync(TakeAsync);

        Assert.Equal(
        [
            "plain", "trial-01, 3 epochs", "trial-02, 3 epochs", "trial-03, 3 epochs", "trial-04, 3 epochs", "trial-05, 3 epochs",
            "trial-06, 3 epochs", "trial-05", "trial-06",
        ], _trained);
        Assert.Equal(9, loop.Planned);
    }

    [Fact]
    public async Task After_a_restart_nothing_is_trained_twice_and_the_budget_goes_on()
    {
        StudyOrder order = WithBudget(seconds: 95);
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            Loop(order).RunAsync(turn => _trained.Count == 2 ? throw new OperationCanceledException() : TakeAsync(turn)));

        await Loop(order).RunAsync(TakeAsync);

        // Thirty seconds each, one before the interruption.
        Assert.Equal(["plain", "trial-01, 3 epochs", "trial-02, 3 epochs", "trial-03, 3 epochs", "trial-04, 3 epochs"], _trained);
        Assert.Equal(["trial-05, 3 epochs", "trial-06, 3 epochs"], _refused);
    }

    [Fact]
    public async Task An_experiment_that_the_last_rung_comes_to_is_not_trained_again()
    {
        // A trial that is the same as the experiment beside it.
        var space = new Dictionary<string, SearchDimension> { ["batchSize"] = new() { Min = 16, Max = 17, Integer = true } };
        StudyOrder order = Order with { Search = Order.Search! with { Space = space } };
        Experiment first = SearchSpace.Draw(order.Search, order.Seed).Trials[0];
        order = order with { Experiments = [first with { Name = "plain" }] };
        var taken = new List<(string Name, bool WasThere)>();

        await Loop(order).RunAsync(turn =>
        {
            taken.Add((turn.Runs[0].Name(1), turn.Result is not null));
            return TakeAsync(turn, correct: turn.Runs[0].Experiment.BatchSize == first.BatchSize ? 19 : 5);
        });

        Assert.Equal("plain", taken[0].Name);
        Assert.Contains(taken.Skip(1), turn => turn.WasThere);
        Assert.Equal(_trained.Count, _stored.Count);
    }

    [Fact]
    public async Task A_job_that_fails_ends_neither_the_others_nor_the_search()
    {
        await Loop(Order).RunAsync(turn => turn.Runs[0].Trial == 6 ? Task.FromResult<TrainingResult?>(null) : TakeAsync(turn));

        Assert.Equal(["trial-04", "trial-05"], _trained.TakeLast(2));
    }

    [Fact]
    public async Task Two_processes_take_their_shares_and_spend_one_budget()
    {
        StudyOrder order = WithBudget(seconds: 100);
        StudyLoop first = Loop(order), second = Loop(order);
        Assert.Equal(7, first.CountMissing());
        bool isBegun = false;

        await first.RunShareAsync(place => place % 2 == 0, async turn =>
        {
            // While this one trains its first, the other trains all of its own.
            if (!isBegun)
            {
                isBegun = true;
                await second.RunShareAsync(place => place % 2 == 1, TakeAsync);
            }
            return await TakeAsync(turn);
        });

        // 90 seconds by the other's three trials; another begins with 10 left, and none after it.
        Assert.Equal(["trial-01, 3 epochs", "trial-03, 3 epochs", "trial-05, 3 epochs", "plain", "trial-02, 3 epochs"], _trained);
        Assert.Equal(["trial-04, 3 epochs", "trial-06, 3 epochs"], _refused);
        Assert.Equal(2, Loop(order).CountMissing());
    }

    private static StudyOrder WithBudget(double seconds) => Order with { Search = Order.Search! with { TimeBudgetMinutes = seconds / 60 } };

    private StudyLoop Loop(StudyOrder order) => new(order, "digest", run => _stored.GetValueOrDefault(run.JobId));

    private Task<TrainingResult?> TakeAsync(StudyTurn turn) => TakeAsync(turn, correct: 10 + turn.Runs[0].Trial.GetValueOrDefault());

    /// <summary>Trains in no time what takes ten seconds an epoch.</summary>
    private Task<TrainingResult?> TakeAsync(StudyTurn turn, int correct)
    {
        PlannedRun run = turn.Runs[0];
        if (turn.Refusal is not null) _refused.Add(run.Name(1));
        if (turn.Refusal is not null || turn.Result is not null) return Task.FromResult(turn.Result);
        _trained.Add(run.Name(1));
        int epochs = run.StopAfterEpoch ?? run.Experiment.TotalEpochs();
        IEnumerable<EpochRecord> records = Enumerable.Range(1, epochs)
            .Select(epoch => new EpochRecord(epoch, 1, 0.5, 0.5, 0.5, 1e-3, 10, DateTimeOffset.UnixEpoch));
        TrainingResult result = FakeResult.Of(run.JobId, new TrackingRun("1", "r"), [.. records], correct);
        return Task.FromResult<TrainingResult?>(_stored[run.JobId] = result);
    }
}
