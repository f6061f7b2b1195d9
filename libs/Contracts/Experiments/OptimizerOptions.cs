using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Contracts.Experiments;

/// <summary>The optimizers that can be asked for, as PyTorch has them.</summary>
public enum OptimizerName
{
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    Adamw,
    Sgd,
    Rmsprop,
}

/// <summary>The optimizer, its step size and its memory; names and defaults are PyTorch's.</summary>
public sealed record OptimizerOptions
{
    public OptimizerName Name { get; init; } = OptimizerName.Adam;

    public double LearningRate { get; init; } = 1e-3;

    /// <summary>For <c>sgd</c> and <c>rmsprop</c>.</summary>
    public double Momentum { get; init; }

    /// <summary>Nesterov's variant of momentum; for <c>sgd</c> with a momentum only.</summary>
    public bool Nesterov { get; init; }

    /// <summary>For <c>adam</c> and <c>adamw</c>: decay of the mean of gradients.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>For <c>adam</c> and <c>adamw</c>: decay of the mean of their squares.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>For <c>rmsprop</c>: decay of the mean of squared gradients.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>Largest norm of all gradients together; null does not clip.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Batches whose gradients are averaged for one step.</summary>
    [FormerName("accumulateBatches")]
    public int GradientAccumulationSteps { get; init; } = 1;

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .That(LearningRate is > 0 and <= 10, "learningRate",
            FormattableString.Invariant($"is {LearningRate}; it must be greater than 0 and at most 10"))
        .HalfOpen("momentum", Momentum, 0.0, 1.0)
        .That(Momentum == 0 || Name is OptimizerName.Sgd or OptimizerName.Rmsprop, "momentum",
            "applies to \"sgd\" and \"rmsprop\" only; remove it or choose one of them")
        .That(!Nesterov || (Momentum > 0 && Name == OptimizerName.Sgd), "nesterov", "needs \"sgd\" and a momentum greater than 0")
        .HalfOpen("beta1", Beta1, 0.0, 1.0)
        .HalfOpen("beta2", Beta2, 0.0, 1.0)
        .HalfOpen("alpha", Alpha, 0.0, 1.0)
        .That(ClipNorm is null or > 0, "clipNorm", FormattableString.Invariant($"is {ClipNorm}; it must be greater than 0"))
        .Range("gradientAccumulationSteps", GradientAccumulationSteps, 1, 1024)
        .Problems;
}
