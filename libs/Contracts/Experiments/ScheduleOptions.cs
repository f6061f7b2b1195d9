namespace ImageClassifier.Contracts.Experiments;

/// <summary>How the learning rate moves.</summary>
public enum ScheduleName
{
    Constant,

    /// <summary>Multiplied by <c>gamma</c> every <c>stepSize</c> epochs.</summary>
    Step,

    /// <summary>Multiplied by <c>gamma</c> at each of the <c>milestones</c>.</summary>
    MultiStep,

    /// <summary>Half a cosine from the learning rate to zero over all epochs (Loshchilov and Hutter 2017, without restarts).</summary>
    Cosine,

    /// <summary>Up to the learning rate and down to almost nothing, each half a cosine (Smith and Topin 2018); moves with every
    /// step.</summary>
    OneCycle,

    /// <summary>Multiplied by <c>gamma</c> when the validation loss has not fallen for <c>patience</c> epochs.</summary>
    ReduceOnPlateau,
}

/// <summary>The learning-rate schedule; names and defaults are those of <c>torch.optim.lr_scheduler</c>.</summary>
public sealed record ScheduleOptions
{
    public ScheduleName Name { get; init; } = ScheduleName.Constant;

    /// <summary>Epochs over which the rate first rises linearly to its full value; the schedule's own epochs begin after them.</summary>
    public int WarmupEpochs { get; init; }

    /// <summary>For <c>step</c>: epochs.</summary>
    public int StepSize { get; init; } = 10;

    /// <summary>For <c>multi_step</c>: rising numbers of finished epochs.</summary>
    public IReadOnlyList<int>? Milestones { get; init; }

    /// <summary>For <c>step</c>, <c>multi_step</c> and <c>reduce_on_plateau</c>.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <summary>For <c>reduce_on_plateau</c>: epochs.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>For <c>one_cycle</c>: share of the steps that rise.</summary>
    public double PctStart { get; init; } = 0.3;

    /// <summary>For <c>one_cycle</c>: the learning rate over that of the first step.</summary>
    public double DivFactor { get; init; } = 25;

    /// <summary>For <c>one_cycle</c>: the first step's rate over that of the last.</summary>
    public double FinalDivFactor { get; init; } = 1e4;

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("warmupEpochs", WarmupEpochs, 0, 1000)
        .Range("stepSize", StepSize, 1, 10_000)
        .That(Name != ScheduleName.MultiStep
            || Milestones is { Count: > 0 }, "milestones", "is empty; name the epochs at which the rate falls")
        .That(Milestones is null || IsRising(Milestones), "milestones", "must be rising numbers of 1 or more")
        .That(Gamma is > 0 and <= 1, "gamma", FormattableString.Invariant($"is {Gamma}; it must be greater than 0 and at most 1"))
        .Range("patience", Patience, 0, 10_000)
        .HalfOpen("pctStart", PctStart, 0.0, 1.0, openLow: true)
        .That(DivFactor >= 1, "divFactor", FormattableString.Invariant($"is {DivFactor}; it must be at least 1"))
        .That(FinalDivFactor >= 1, "finalDivFactor", FormattableString.Invariant($"is {FinalDivFactor}; it must be at least 1"))
        .That(Name != ScheduleName.OneCycle
            || WarmupEpochs == 0, "warmupEpochs", "is not for one_cycle, which has a warm-up of its own; remove it")
        .Problems;

    private static bool IsRising(IReadOnlyList<int> numbers) => numbers.Count == 0
        || (numbers[0] >= 1 && numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second));
}
