namespace ImageClassifier.Core.Experiments;

/// <summary>The optimizers that can be asked for.</summary>
public enum OptimizerName
{
    Adam,
    Sgd,
}

/// <summary>The optimizer, its step size and its momentum.</summary>
public sealed record OptimizerOptions
{
    public OptimizerName Name { get; init; } = OptimizerName.Adam;

    public double LearningRate { get; init; } = 1e-3;

    /// <summary>For <c>sgd</c> only.</summary>
    public double Momentum { get; init; }

    /// <summary>Nesterov's variant of momentum; for <c>sgd</c> with a momentum only.</summary>
    public bool Nesterov { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .That(LearningRate is > 0 and <= 10, "learningRate", FormattableString.Invariant($"is {LearningRate}; it must be greater than 0 and at most 10"))
        .HalfOpen("momentum", Momentum, 0.0, 1.0)
        .That(Momentum == 0 || Name == OptimizerName.Sgd, "momentum", "applies to \"sgd\" only; remove it or choose that optimizer")
        .That(!Nesterov || Momentum > 0, "nesterov", "needs a momentum greater than 0")
        .Problems;
}

/// <summary>How the learning rate moves over the epochs.</summary>
public enum ScheduleName
{
    Constant,

    /// <summary>Half a cosine from the learning rate to zero over all epochs (Loshchilov and Hutter 2017, without restarts).</summary>
    Cosine,
}

/// <summary>The learning-rate schedule.</summary>
public sealed record ScheduleOptions
{
    public ScheduleName Name { get; init; } = ScheduleName.Constant;

    /// <summary>Epochs over which the rate first rises linearly to its full value.</summary>
    public int WarmupEpochs { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("warmupEpochs", WarmupEpochs, 0, 1000)
        .Problems;
}
