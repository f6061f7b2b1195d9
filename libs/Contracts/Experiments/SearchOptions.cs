using System.Text.Json;
using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Contracts.Experiments;

/// <summary>How a search spends its time.</summary>
public enum SearchStrategy
{
    /// <summary>Every trial is trained to its end (Bergstra and Bengio 2012).</summary>
    Random,

    /// <summary>All trials are trained a little, the best of them further, and so on (Jamieson and Talwalkar 2016).</summary>
    SuccessiveHalving,
}

/// <summary>A search for a good experiment: trials are drawn from a declared space and compared by their validation photos.</summary>
public sealed record SearchOptions
{
    /// <summary>Trials are named <c>trial-01</c> and so on, unless <see cref="Base"/> has another name.</summary>
    public const string DefaultName = "trial";

    /// <summary>What trials have in common; its name is the beginning of theirs.</summary>
    public Experiment Base { get; init; } = new() { Name = DefaultName };

    /// <summary>What is drawn, by its path in the experiment: <c>optimizer.learningRate</c>.</summary>
    [FieldPaths(typeof(Experiment))]
    public required IReadOnlyDictionary<string, SearchDimension> Space { get; init; }

    public SearchStrategy Strategy { get; init; } = SearchStrategy.Random;

    public int Trials { get; init; } = 16;

    /// <summary>For successive halving: of so many trials one goes on, for so many times the epochs.</summary>
    public int Eta { get; init; } = 3;

    /// <summary>For successive halving: epochs of the first rung.</summary>
    public int MinEpochs { get; init; } = 3;

    /// <summary>
    /// Minutes of training, summed over all trials: those that train side by side, and those that were trained before. Once they are spent
    /// no trial and no rung is begun; what is finished is compared. Null sets no limit.
    /// </summary>
    public double? TimeBudgetMinutes { get; init; }

    /// <summary>The epochs after which trials are compared; the last is all of them.</summary>
    /// <param name="epochs">Of the experiment, a probe's included.</param>
    public IReadOnlyList<int> Rungs(int epochs)
    {
        var rungs = new List<int>();
        if (Strategy == SearchStrategy.SuccessiveHalving)
            for (long after = MinEpochs; after < epochs; after *= Eta) rungs.Add((int)after);
        return [.. rungs, epochs];
    }

    /// <summary>Trials of a rung: the best of the rung before, at least one.</summary>
    /// <param name="rung">From 0.</param>
    public int TrialsOf(int rung)
    {
        int trials = Trials;
        for (int i = 0; i < rung; i++) trials = Math.Max(1, trials / Eta);
        return trials;
    }

    internal IReadOnlyList<Problem> Validate(string path, IReadOnlyList<Experiment> experiments)
    {
        Check check = new Check(path)
            .Include(Base.Validate($"{path}.base"))
            .That(Space.Count > 0, "space",
                "is empty; name what to draw, for instance \"optimizer.learningRate\": { \"min\": 0.0001, \"max\": 0.01, \"log\": true }")
            .Include(Space.SelectMany(entry => entry.Value.Validate($"{path}.space[\"{entry.Key}\"]")))
            .Range("trials", Trials, 1, 1000)
            .Range("eta", Eta, 2, 10)
            .Range("minEpochs", MinEpochs, 1, 10_000)
            .That(TimeBudgetMinutes is null or > 0, "timeBudgetMinutes",
                FormattableString.Invariant($"is {TimeBudgetMinutes}; it must be greater than 0"))
            .That(Strategy != SearchStrategy.SuccessiveHalving || !Space.ContainsKey("epochs"), "space",
                "has \"epochs\", which successive halving sets itself; take it out, or choose the strategy \"random\"")
            .That(!Space.Keys.Any(key => key is "name" or "description" or "schemaVersion"), "space",
                "has a name or a description; those change nothing");
        if (Teachers.Find(Base, experiments) is { } teacher)
            check.Problems.Add(new Problem($"{path}.base.regularization.distillation.teacher", teacher));
        if (check.Problems.Count > 0) return check.Problems;
        (IReadOnlyList<Experiment> trials, IReadOnlyList<Problem> problems) = SearchSpace.Draw(this, seed: 42, path);
        return
        [
            .. problems,
            .. trials.Where(trial => experiments.Any(experiment => experiment.Name == trial.Name)).Take(1)
                .Select(trial => new Problem($"{path}.base.name", $"makes a trial named \"{trial.Name}\", which is an experiment already")),
        ];
    }
}

/// <summary>One dimension of a search: a range of numbers, or a list of values.</summary>
public sealed record SearchDimension
{
    public double? Min { get; init; }

    public double? Max { get; init; }

    /// <summary>Draws so that each factor of ten is as likely as the next.</summary>
    public bool Log { get; init; }

    /// <summary>Draws whole numbers, both ends included.</summary>
    public bool Integer { get; init; }

    /// <summary>One of these, each as likely; any JSON value, also an object.</summary>
    public IReadOnlyList<JsonElement>? Values { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .That(Values is null || (Min is null && Max is null && !Log && !Integer), "values",
            "stands beside a range; give either \"values\" or \"min\" and \"max\"")
        .That(Values is null or { Count: > 0 and <= 1000 }, "values", $"has {Values?.Count} values; give 1 to 1000")
        .That(Values is not null || (Min is not null && Max is not null), "min", "or \"max\" is missing; give both, or \"values\"")
        .That(Min is null || Max is null || Min < Max, "max", FormattableString.Invariant($"is {Max}; it must be greater than min, {Min}"))
        .That(!Log || Min is null or > 0, "min", FormattableString.Invariant($"is {Min}; with \"log\" it must be greater than 0"))
        .That(!Integer || (IsWhole(Min) && IsWhole(Max)), "integer", "needs whole numbers as min and max")
        .Problems;

    private static bool IsWhole(double? value) => value is null || Math.Abs(value.Value) < 1e9 && value == Math.Floor(value.Value);
}
