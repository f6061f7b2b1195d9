using System.Diagnostics.CodeAnalysis;

namespace ImageClassifier.Contracts.Experiments;

/// <summary>The networks that can be trained; all but the first are torchvision's, with its parameter names.</summary>
public enum Architecture
{
    /// <summary>Three blocks of convolution, batch norm, ReLU and max-pool, then dropout and a linear classifier.</summary>
    SmallCnn,

    /// <summary>He et al. 2016.</summary>
    Resnet18,

    /// <inheritdoc cref="Resnet18"/>
    Resnet34,

    /// <inheritdoc cref="Resnet18"/>
    Resnet50,

    /// <summary>Sandler et al. 2018.</summary>
    MobilenetV2,

    /// <summary>Iandola et al. 2016, version 1.1.</summary>
    [SuppressMessage("Naming", "CA1707", Justification = "The network's published name, which is also its name in JSON: squeezenet1_1.")]
    Squeezenet1_1,

    /// <summary>Huang et al. 2017.</summary>
    Densenet121,

    /// <summary>Szegedy et al. 2015, with batch norm and without auxiliary classifiers.</summary>
    Googlenet,
}

/// <summary>The numbers that convolutions compute with.</summary>
public enum Precision
{
    Float32,

    /// <summary>
    /// 8 bits of mantissa instead of 24; weights, norms and the loss stay in float32. Two to three times as fast on processors and GPUs
    /// that have units for it (Intel's AMX, NVIDIA's since Ampere), slower on others.
    /// </summary>
    Bfloat16,
}

/// <summary>The network, what is built into it and which weights it begins with.</summary>
public sealed record ModelOptions
{
    /// <summary>The <see cref="Pretrained"/> value that stands for the weights torchvision publishes for the architecture.</summary>
    public const string ImageNet = "imagenet";

    /// <summary>What a <see cref="Pretrained"/> value begins with that names a blob of the <c>weights</c> container.</summary>
    public const string BlobPrefix = "blob:";

    public Architecture Architecture { get; init; } = Architecture.SmallCnn;

    /// <summary>For <c>small_cnn</c>: channels of the first block; each further block has twice as many.</summary>
    public int Width { get; init; } = 32;

    /// <summary>Probability of zeroing a feature before the classifier while training, in [0, 1).</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// For <c>small_cnn</c>: probability of zeroing a value right after each batch norm while training, in [0, 1). Not advised: what the
    /// norm has evened out is scaled up and thinned out again, and differs between training and validation (Li et al. 2019). There to be
    /// measured.
    /// </summary>
    public double BlockDropout { get; init; }

    public Precision Precision { get; init; }

    /// <summary>
    /// Weights to begin with, safetensors or a torchvision <c>.pth</c>: <c>imagenet</c>, <c>blob:NAME</c> of the weights container, an
    /// https URL, or a path. Null begins with random ones.
    /// </summary>
    public string? Pretrained { get; init; }

    /// <summary>SHA-256 of that file in lower-case hex, or its first 8 digits or more; a URL needs it.</summary>
    public string? PretrainedSha256 { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("width", Width, 4, 256)
        .HalfOpen("dropout", Dropout, 0.0, 1.0)
        .HalfOpen("blockDropout", BlockDropout, 0.0, 1.0)
        .That(BlockDropout == 0
            || Architecture == Architecture.SmallCnn, "blockDropout", "is for small_cnn only; \"dropout\" is for every architecture")
        .That(Pretrained is null || Pretrained.Trim().Length > 0, "pretrained", "is empty; name weights, or leave it out")
        .That(Pretrained != ImageNet
            || Architecture != Architecture.SmallCnn, "pretrained", "is \"imagenet\", and nobody publishes such weights of small_cnn")
        .That(PretrainedSha256 is null || IsDigest(PretrainedSha256), "pretrainedSha256", "must be 8 to 64 lower-case hex digits")
        .That(PretrainedSha256 is null || Pretrained is not null, "pretrainedSha256", "needs \"pretrained\"")
        .That(!IsUrl(Pretrained)
            || PretrainedSha256 is not null, "pretrainedSha256", "is missing; weights from a URL need the digest of their file")
        .That(Pretrained?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) != true, "pretrained", "must be an https URL")
        .Problems;

    private static bool IsUrl(string? text) => text?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsDigest(string text) => text.Length is >= 8 and <= 64 && text.All(char.IsAsciiHexDigitLower);
}
