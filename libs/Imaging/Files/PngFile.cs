using System.Buffers.Binary;
using System.IO.Compression;

namespace ImageClassifier.Imaging.Files;

/// <summary>Takes a PNG apart: PNG specification (third edition), section 5.3.</summary>
internal static class PngFile
{
    private const int Signature = 8;

    // The largest profiles, for printers, have two megabytes.
    private const int MaxProfileBytes = 8 * 1024 * 1024;

    private static readonly byte[] End = [0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82];

    /// <summary>Keeps what pixels are made of. An end that is missing or wrong is put right where all pixels are there.</summary>
    internal static PhotoFile? Read(ReadOnlySpan<byte> file)
    {
        using var kept = new MemoryStream(file.Length);
        kept.Write(file[..Signature]);
        var png = new PhotoFile(PhotoFormat.Png, []) { HasEnd = false };
        var colours = new PngColours();
        PngSize? size = null;
        using var compressed = new MemoryStream();
        for (int at = Signature; at + 8 <= file.Length && !png.HasEnd;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            ReadOnlySpan<byte> type = file.Slice(at + 4, 4);
            png = png with { HasEnd = type.SequenceEqual("IEND"u8) };
            // Length, type, content, checksum.
            if (png.HasEnd || length > int.MaxValue || at + 12L + length > file.Length) break;
            ReadOnlySpan<byte> chunk = file.Slice(at, 12 + (int)length), content = chunk[8..^4];
            if (type.SequenceEqual("IHDR"u8)) size ??= PngSize.Of(content);
            if (type.SequenceEqual("IDAT"u8)) compressed.Write(content);
            if (type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8)
                || type.SequenceEqual("IDAT"u8)) kept.Write(chunk);
            else if (type.SequenceEqual("iCCP"u8)) png = png with { Profile = png.Profile ?? Profile(content) };
            else if (type.SequenceEqual("eXIf"u8)) png = png with { Orientation = ExifOrientation.Of(content) };
            else if (type.SequenceEqual("acTL"u8) && content.Length >= 4)
            {
                png = png with { Frames = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(content), 1, int.MaxValue) };
            }
            else colours.Add(type, content);
            at += chunk.Length;
        }
        kept.Write(End);
        bool whole = png.HasEnd || (size is not null && IsWhole(compressed, size.Bytes));
        return png with { Pixels = kept.ToArray(), IsCutShort = !whole, Profile = colours.Choose(png.Profile, size?.IsGrey == true) };
    }

    /// <summary>A PNG of the same size without anything else.</summary>
    internal static byte[] HeaderOf(ReadOnlySpan<byte> file) => [.. file[..Math.Min(file.Length, Signature + 25)], .. End];

    private static bool IsWhole(MemoryStream compressed, long bytes)
    {
        compressed.Position = 0;
        try
        {
            using var inflated = new ZLibStream(compressed, CompressionMode.Decompress);
            byte[] buffer = new byte[64 * 1024];
            for (int read; bytes > 0 && (read = inflated.Read(buffer)) > 0;) bytes -= read;
            return bytes <= 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // A name that ends in 0, the method 0, and a zlib stream.
    private static IccProfile? Profile(ReadOnlySpan<byte> content)
    {
        int name = content.IndexOf((byte)0);
        if (name < 0 || content.Length < name + 3 || content[name + 1] != 0) return null;
        try
        {
            using var inflated = new ZLibStream(new MemoryStream(content[(name + 2)..].ToArray()), CompressionMode.Decompress);
            using var profile = new MemoryStream();
            byte[] buffer = new byte[64 * 1024];
            for (int read; (read = inflated.Read(buffer)) > 0;)
            {
                if (profile.Length + read > MaxProfileBytes) return null;
                profile.Write(buffer, 0, read);
            }
            return IccProfile.Read(profile.GetBuffer().AsSpan(0, (int)profile.Length));
        }
        catch (InvalidDataException)
        {
            // A picture without its profile is still a picture.
            return null;
        }
    }
}
