using System.Buffers.Binary;

namespace ImageClassifier.Core.Imaging;

/// <summary>Reads the outer structure of an accepted format: does the file reach its end, and does it move? Decoders
/// differ in both: some fill a missing half with grey, some show the first frame.</summary>
internal static class PhotoStructure
{
    private const int PngSignature = 8;

    /// <summary>Whether the file ends before the picture does.</summary>
    internal static bool IsCutShort(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, ..] => !JpegHasEnd(bytes),
        [0x89, (byte)'P', ..] => !PngHasChunk(bytes, "IEND"u8, out _),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] =>
            bytes.Length < 12 || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L > bytes.Length,
        // A still GIF needs no trailer, and many lack it; the decoder tells whether pixels are missing.
        _ => false,
    };

    /// <summary>Whether a WebP or PNG is an animation. (The frames of a GIF are counted when it is identified.)</summary>
    internal static bool IsAnimated(ReadOnlySpan<byte> bytes)
    {
        const byte animationFlag = 0x02;
        if (bytes.StartsWith("RIFF"u8)) return bytes.Length > 20 && bytes[12..].StartsWith("VP8X"u8) && (bytes[20] & animationFlag) != 0;
        return bytes.Length > PngSignature && bytes[0] == 0x89 && PngHasChunk(bytes, "acTL"u8, out int at)
            && bytes.Length >= at + 12 && BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 8)..]) > 1;
    }

    // ITU-T T.81, annex B: segments with a length up to the first scan, then entropy-coded data, in which FF is
    // always followed by 00 or a marker. A thumbnail inside a segment has an end marker of its own, hence the walk.
    private static bool JpegHasEnd(ReadOnlySpan<byte> bytes)
    {
        const byte startOfScan = 0xDA, endOfImage = 0xD9;
        int at = 2;
        while (at + 4 <= bytes.Length && bytes[at] == 0xFF)
        {
            byte marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            if (marker == endOfImage) return true;
            if (marker == startOfScan) return bytes[at..].IndexOf((ReadOnlySpan<byte>)[0xFF, endOfImage]) >= 0;
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        // Not a walkable structure: damaged rather than cut, unless the walk ran off the end.
        return at < bytes.Length - 4;
    }

    // PNG specification, section 5.3: length, type, data, checksum.
    private static bool PngHasChunk(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> type, out int at)
    {
        for (long offset = PngSignature; offset + 8 <= bytes.Length;)
        {
            at = (int)offset;
            if (bytes[(at + 4)..].StartsWith(type)) return true;
            offset += 12L + BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
        }
        at = 0;
        return false;
    }
}
