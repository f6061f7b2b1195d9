using ImageClassifier.Contracts;

namespace ImageClassifier.Imaging;

/// <summary>What an upload may be, and what is stored of it.</summary>
public sealed record PhotoLimits
{
    /// <summary>Most bytes of a file: 20 MB.</summary>
    public long MaxBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>Most pixels, width × height.</summary>
    public long MaxPixels { get; init; } = 50_000_000;

    /// <summary>Longest side in pixels.</summary>
    public int MaxSide { get; init; } = 10_000;

    /// <summary>Shortest side in pixels; less than this shows nothing that could be learned.</summary>
    public int MinSide { get; init; } = 16;

    /// <summary>Shorter side of a stored photo in pixels. Larger photos are scaled down to it, smaller ones stay as they are.</summary>
    public int StoredShortSide { get; init; } = 512;

    /// <summary>JPEG quality of a stored photo, 1 to 100.</summary>
    public int JpegQuality { get; init; } = 92;

    /// <summary>Everything that is wrong with the limits themselves.</summary>
    /// <param name="path">JSON path of this record in the document that holds it.</param>
    public IReadOnlyList<Problem> Validate(string path = "$") => new Check(path)
        .Range("maxBytes", MaxBytes, 1, int.MaxValue)
        .Range("maxPixels", MaxPixels, 1, 500_000_000)
        .Range("maxSide", MaxSide, 1, 65_535)
        .Range("minSide", MinSide, 1, MaxSide)
        .Range("storedShortSide", StoredShortSide, MinSide, 4096)
        .Range("jpegQuality", JpegQuality, 1, 100)
        .Problems;
}
