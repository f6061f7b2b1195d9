namespace ImageClassifier.Contracts.Experiments;

/// <summary>What becomes of the weights that a network begins with.</summary>
public enum TransferStrategy
{
    /// <summary>All weights are trained from the first step.</summary>
    FineTune,

    /// <summary>Only the classifier is trained, on features that the frozen backbone computes once for each photo and view.</summary>
    Frozen,

    /// <summary>First the classifier on frozen features, then all weights (Kumar et al. 2022, LP-FT).</summary>
    LpFt,

    /// <summary>First the classifier; then one more stage, from the top, every few epochs (Howard and Ruder 2018).</summary>
    GradualUnfreezing,
}

/// <summary>How pretrained weights are adapted; the defaults train everything alike.</summary>
public sealed record TransferOptions
{
    public TransferStrategy Strategy { get; init; } = TransferStrategy.FineTune;

    /// <summary>For <c>lp_ft</c>: epochs of the linear probe, before the experiment's epochs.</summary>
    public int ProbeEpochs { get; init; } = 20;

    /// <summary>For <c>lp_ft</c>: learning rate of the probe.</summary>
    public double ProbeLearningRate { get; init; } = 1e-2;

    /// <summary>For <c>frozen</c> and the probe: how many augmented views of each training photo are cached, taken in turn; 1 is the plain
    /// photo.</summary>
    public int Views { get; init; } = 1;

    /// <summary>For <c>gradual_unfreezing</c>: epochs after which the next stage is trained too.</summary>
    public int UnfreezeEvery { get; init; } = 1;

    /// <summary>Factor of the learning rate from one stage to the one below it, in (0, 1]: 1 trains all alike.</summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>Factor of the classifier's learning rate.</summary>
    public double HeadFactor { get; init; } = 1;

    /// <summary>Batch norms keep their running statistics and do not use the batch's.</summary>
    public bool FreezeBatchNorm { get; init; }

    /// <summary>Stages from the bottom that are never trained, whatever the strategy: their batch norms are frozen and they cost no
    /// backward pass.</summary>
    public int FrozenStages { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("probeEpochs", ProbeEpochs, 1, 10_000)
        .That(ProbeLearningRate is > 0 and <= 100, "probeLearningRate",
            FormattableString.Invariant($"is {ProbeLearningRate}; it must be greater than 0 and at most 100"))
        .Range("views", Views, 1, 100)
        .Range("unfreezeEvery", UnfreezeEvery, 1, 1000)
        .That(LayerDecay is > 0 and <= 1, "layerDecay",
            FormattableString.Invariant($"is {LayerDecay}; it must be greater than 0 and at most 1"))
        .That(HeadFactor is > 0 and <= 1000, "headFactor",
            FormattableString.Invariant($"is {HeadFactor}; it must be greater than 0 and at most 1000"))
        .Range("frozenStages", FrozenStages, 0, 100)
        .Problems;
}
