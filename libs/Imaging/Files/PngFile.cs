using System.Buffers.Binary;
using System.IO.Compression;

namespace ImageClassifier.Imaging.Files;

/// <summary>Takes a PNG apart: PNG specification (third edition), section 5.3.</summary>
internal static class PngFile
{
    private const int Signature = 8;

    // The largest profiles, for printers, have two megabytes.
    private const int MaxProfileBytes = 8 * 1024 * 1024;

    internal static PhotoFile? Read(ReadOnlySpan<byte> file)
    {
        using var kept = new MemoryStream(file.Length);
        kept.Write(file[..Signature]);
        var png = new PhotoFile(PhotoFormat.Png, []) { HasEnd = false, IsCutShort = true };
        for (int at = Signature; at + 8 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            // Length, type, content, checksum.
            if (length > int.MaxValue || at + 12L + length > file.Length) break;
            ReadOnlySpan<byte> chunk = file.Slice(at, 12 + (int)length), type = chunk.Slice(4, 4), content = chunk[8..^4];
            if (type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("IDAT"u8)) kept.Write(chunk);
            else if (type.SequenceEqual("iCCP"u8)) png = png with { Profile = png.Profile ?? Profile(content) };
            else if (type.SequenceEqual("eXIf"u8)) png = png with { Orientation = ExifOrientation.Of(content) };
            else if (type.SequenceEqual("acTL"u8) && content.Length >= 4)
            {
                png = png with { Frames = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(content), 1, int.MaxValue) };
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                kept.Write(chunk);
                png = png with { HasEnd = true, IsCutShort = false };
                break;
            }
            at += chunk.Length;
        }
        return png with { Pixels = kept.ToArray() };
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
