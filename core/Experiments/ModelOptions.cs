namespace ImageClassifier.Core.Experiments;

/// <summary>The networks that can be trained.</summary>
public enum Architecture
{
    /// <summary>Three blocks of convolution, batch norm, ReLU and max-pool, then dropout and a linear classifier.</summary>
    SmallCnn,
}

/// <summary>The network and what is built into it.</summary>
public sealed record ModelOptions
{
    public Architecture Architecture { get; init; } = Architecture.SmallCnn;

    /// <summary>Channels of the first block; each further block has twice as many.</summary>
    public int Width { get; init; } = 32;

    /// <summary>Probability of zeroing a feature before the classifier while training, in [0, 1).</summary>
    public double Dropout { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("width", Width, 4, 256)
        .HalfOpen("dropout", Dropout, 0.0, 1.0)
        .Problems;
}
