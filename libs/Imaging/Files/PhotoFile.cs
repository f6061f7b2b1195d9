namespace ImageClassifier.Imaging.Files;

/// <summary>An image file, taken apart: what pixels are made of, and what says how to show them.</summary>
/// <param name="Format">What it is.</param>
/// <param name="Pixels">The same picture in a file without metadata: nothing but what a decoder needs.</param>
internal sealed record PhotoFile(PhotoFormat Format, byte[] Pixels)
{
    /// <summary>ICC profile; null where there is none that can be read.</summary>
    public IccProfile? Profile { get; init; }

    /// <summary>EXIF orientation, 1 (upright) to 8.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Pictures in the file; more than one is an animation.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>Whether the file reaches its own end. One that does not may hold the whole picture all the same.</summary>
    public bool HasEnd { get; init; } = true;

    /// <summary>Whether the file ends before the picture does, as far as that can be told without decoding.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>Passes in which a JPEG is drawn; each costs a decoder the time of a whole picture.</summary>
    public int Scans { get; init; } = 1;

    /// <summary>Whether the picture is a JPEG of three components of 8 bits.</summary>
    public bool IsColourJpeg { get; init; }

    /// <summary>Takes a file apart, and decodes no pixel.</summary>
    /// <returns>Null where the structure is broken.</returns>
    internal static PhotoFile? Read(PhotoFormat format, ReadOnlySpan<byte> bytes) => format switch
    {
        PhotoFormat.Jpeg => JpegFile.Read(bytes),
        PhotoFormat.Png => PngFile.Read(bytes),
        PhotoFormat.Webp => WebpFile.Read(bytes),
        _ => GifFile.Read(bytes),
    };
}
