using System.Buffers.Binary;

namespace ImageClassifier.Core.Imaging;

/// <summary>The segments of a JPEG file: ITU-T T.81, annex B, with the marker codes of its table B.1.</summary>
internal static class JpegSegments
{
    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, QuantizationTables = 0xDB, RestartInterval = 0xDD, HuffmanTables = 0xC4,
        BaselineFrame = 0xC0, ProgressiveFrame = 0xC2, Jfif = 0xE0, Adobe = 0xEE, Comment = 0xFE;

    /// <summary>
    /// The same picture in a file that holds what its pixels are decoded from and nothing else: no EXIF, no comments, no thumbnails, nothing
    /// behind its end.
    /// </summary>
    /// <returns>Null where pixels depend on more than that (another colour profile than sRGB), and for what is not three colours of 8 bits in Huffman codes.</returns>
    internal static byte[]? WithoutMetadata(ReadOnlySpan<byte> file)
    {
        if (file is not [0xFF, StartOfImage, ..]) return null;
        using var kept = new MemoryStream(file.Length);
        kept.Write(file[..2]);
        bool framed = false;
        for (int at = 2; at + 4 <= file.Length && file[at] == 0xFF;)
        {
            byte marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]), end = at + 2 + length;
            if (length < 2 || end > file.Length) return null;
            ReadOnlySpan<byte> segment = file[at..end], content = segment[4..];
            switch (marker)
            {
                case QuantizationTables or HuffmanTables or RestartInterval:
                    kept.Write(segment);
                    break;
                case >= BaselineFrame and <= ProgressiveFrame:
                    if (framed || !IsThreeTimesEightBits(content)) return null;
                    framed = true;
                    kept.Write(segment);
                    break;
                case StartOfScan:
                    int next = EndOfScan(file, end);
                    if (!framed || next < 0) return null;
                    kept.Write(file[at..next]);
                    if (file[next + 1] == EndOfImage)
                    {
                        kept.Write(file.Slice(next, 2));
                        return kept.ToArray();
                    }
                    end = next;
                    break;
                case Jfif:
                    WriteWithoutThumbnail(kept, segment);
                    break;
                case Adobe:
                    // Says which colours the components are.
                    if (content.StartsWith("Adobe"u8)) kept.Write(segment);
                    break;
                case > Jfif and < 0xF0:
                    if (content.StartsWith("ICC_PROFILE\0"u8) && !IsSrgb(content)) return null;
                    break;
                case Comment:
                    break;
                default:
                    return null;
            }
            at = end;
        }
        return null;
    }

    // A chunk of a profile: its number and how many there are, then ICC.1:2010, section 7. Profiles of sRGB, which a file without one has too, have
    // one chunk, and a description that begins so.
    private static bool IsSrgb(ReadOnlySpan<byte> chunk)
    {
        const int header = 14, tagTable = 128, tagSize = 12;
        if (chunk.Length < header + tagTable + 4 || chunk[13] != 1) return false;
        ReadOnlySpan<byte> profile = chunk[header..];
        uint count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(profile[tagTable..]), 100);
        for (int i = 0, at = tagTable + 4; i < count && at + tagSize <= profile.Length; i++, at += tagSize)
        {
            if (!profile[at..].StartsWith("desc"u8)) continue;
            uint offset = BinaryPrimitives.ReadUInt32BigEndian(profile[(at + 4)..]);
            // "desc" with a length, or "mluc" with one record: 12 bytes to ASCII, 28 to UTF-16.
            return offset < profile.Length - 40
                && (profile[((int)offset + 12)..].StartsWith("sRGB"u8) || profile[((int)offset + 28)..].StartsWith("\0s\0R\0G\0B"u8));
        }
        return false;
    }

    private static bool IsThreeTimesEightBits(ReadOnlySpan<byte> frame) => frame.Length > 5 && frame[0] == 8 && frame[5] == 3;

    /// <summary>In a scan, FF is data when 00 follows, and a restart marker when D0 to D7 does.</summary>
    /// <returns>Where the next marker is, or -1.</returns>
    private static int EndOfScan(ReadOnlySpan<byte> file, int from)
    {
        for (int at = from; at + 2 <= file.Length; at += 2)
        {
            int next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 2 > file.Length) return -1;
            at += next;
            if (file[at + 1] is not (0 or (>= 0xD0 and <= 0xD7))) return at;
        }
        return -1;
    }

    // JFIF 1.02: 14 bytes of which the last two are the sides of a thumbnail, whose pixels follow. An extension (JFXX) is another thumbnail.
    private static void WriteWithoutThumbnail(MemoryStream kept, ReadOnlySpan<byte> segment)
    {
        const int header = 14;
        if (segment.Length < 4 + header || !segment[4..].StartsWith("JFIF\0"u8)) return;
        kept.Write([0xFF, Jfif, 0, 2 + header, .. segment.Slice(4, header - 2), 0, 0]);
    }
}
