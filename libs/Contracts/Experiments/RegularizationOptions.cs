using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Contracts.Experiments;

/// <summary>Weights of the classes in the loss.</summary>
public enum ClassWeights
{
    /// <summary>Every photo counts the same.</summary>
    None,

    /// <summary>Every class counts the same: photos / (classes × photos of the class).</summary>
    Balanced,
}

/// <summary>What keeps the network from learning its training photos by heart, beside dropout and augmentation.</summary>
public sealed record RegularizationOptions
{
    /// <summary>The optimizer's penalty, as PyTorch's <c>weight_decay</c>: L2, or decoupled for <c>adamw</c>.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Leaves biases and the scales of norms out of the weight decay: everything with one dimension.</summary>
    [FormerName("spareBiasesAndNorms")]
    public bool ExcludeBiasAndNorm { get; init; }

    /// <summary>Share of the target spread over all classes, in [0, 1) (Szegedy et al. 2016).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Alpha of MixUp (Zhang et al. 2018); 0 is off. With CutMix too, each batch draws one of them.</summary>
    public double MixUp { get; init; }

    /// <summary>Alpha of CutMix (Yun et al. 2019); 0 is off.</summary>
    public double CutMix { get; init; }

    public ClassWeights ClassWeights { get; init; }

    /// <summary>Decay, for each step, of an average of the weights that is validated and kept in their place; null keeps the
    /// weights.</summary>
    public double? EmaDecay { get; init; }

    public DistillationOptions? Distillation { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("weightDecay", WeightDecay, 0.0, 1.0)
        .HalfOpen("labelSmoothing", LabelSmoothing, 0.0, 1.0)
        .Range("mixUp", MixUp, 0.0, 100.0)
        .Range("cutMix", CutMix, 0.0, 100.0)
        .That(EmaDecay is null or (> 0 and < 1), "emaDecay", FormattableString.Invariant($"is {EmaDecay}; it must be between 0 and 1"))
        .Include(Distillation?.Validate($"{path}.distillation") ?? [])
        .Problems;
}

/// <summary>Learning from the outputs of a network that is finished already (Hinton et al. 2015).</summary>
public sealed record DistillationOptions
{
    /// <summary>
    /// The finished run: the id of its job, or, for training on a folder, a folder with <c>model.json</c> and <c>model.safetensors</c>. Its
    /// classes must be these.
    /// </summary>
    public required string Teacher { get; init; }

    /// <summary>Of both softmaxes.</summary>
    public double Temperature { get; init; } = 4;

    /// <summary>Share of the teacher in the loss, in [0, 1].</summary>
    public double Alpha { get; init; } = 0.7;

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .That(Teacher.Trim().Length > 0, "teacher", "is empty; name a finished job")
        .That(Temperature is > 0 and <= 100, "temperature",
            FormattableString.Invariant($"is {Temperature}; it must be greater than 0 and at most 100"))
        .Range("alpha", Alpha, 0.0, 1.0)
        .Problems;
}
