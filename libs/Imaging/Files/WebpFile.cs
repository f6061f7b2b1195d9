using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>Takes a WebP apart: RFC 9649, section 2.</summary>
internal static class WebpFile
{
    private const int Header = 12;
    private const byte AlphaFlag = 0x10;

    internal static PhotoFile? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < Header) return null;
        long declared = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L;
        bool whole = declared <= file.Length, drawn = false;
        if (whole) file = file[..(int)declared];
        using var kept = new MemoryStream(file.Length);
        kept.Write(file.Length >= Header ? file[..Header] : default);
        var webp = new PhotoFile(PhotoFormat.Webp, []);
        int frames = 0;
        for (int at = Header; at + 8 <= file.Length;)
        {
            // Type, length, content, and a zero where the length is odd.
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (at + 8L + length > file.Length)
            {
                whole = false;
                break;
            }
            ReadOnlySpan<byte> type = file.Slice(at, 4), content = file.Slice(at + 8, (int)length);
            if (type.SequenceEqual("VP8X"u8) && content.Length >= 10)
            {
                // Of its flags (profile, EXIF, XMP, animation, alpha) the one that pixels are made of.
                byte[] extended = [.. file.Slice(at, 8), (byte)(content[0] & AlphaFlag), .. content[1..]];
                kept.Write(extended);
                if (extended.Length % 2 == 1) kept.WriteByte(0);
            }
            else if (type.SequenceEqual("ALPH"u8) || type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
            {
                kept.Write(file.Slice(at, 8 + (int)length));
                if (length % 2 == 1) kept.WriteByte(0);
                drawn |= !type.SequenceEqual("ALPH"u8);
            }
            else if (type.SequenceEqual("ICCP"u8)) webp = webp with { Profile = webp.Profile ?? IccProfile.Read(content) };
            else if (type.SequenceEqual("EXIF"u8)) webp = webp with { Orientation = ExifOrientation.Of(content) };
            else if (type.SequenceEqual("ANMF"u8)) frames++;
            at += 8 + (int)length + (int)(length % 2);
        }
        byte[] pixels = kept.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(pixels.AsSpan(4), (uint)pixels.Length - 8);
        // What follows the picture may be missing.
        return webp with { Pixels = pixels, Frames = Math.Max(1, frames), HasEnd = whole, IsCutShort = !(whole || (drawn && frames == 0)) };
    }
}
