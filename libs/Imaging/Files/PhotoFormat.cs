namespace ImageClassifier.Imaging.Files;

/// <summary>The formats of photos that are accepted.</summary>
internal enum PhotoFormat
{
    Jpeg,
    Png,
    Webp,
    Gif,
}

/// <summary>Names of formats for people.</summary>
internal static class PhotoFormats
{
    internal static string Name(this PhotoFormat format) => format switch
    {
        PhotoFormat.Jpeg => "JPEG",
        PhotoFormat.Png => "PNG",
        PhotoFormat.Webp => "WebP",
        _ => "GIF",
    };

    /// <returns>What the first bytes say, or null.</returns>
    internal static PhotoFormat? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0xD8, ..]) return PhotoFormat.Jpeg;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n\x1A\n"u8])) return PhotoFormat.Png;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)) return PhotoFormat.Gif;
        return bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) ? PhotoFormat.Webp : null;
    }
}
