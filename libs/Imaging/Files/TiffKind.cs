using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>Tells a camera raw file, of which many are TIFFs, from a TIFF: TIFF 6.0, section 2, and DNG 1.6.</summary>
internal static class TiffKind
{
    private const ushort SubIfds = 330, Make = 271, DngVersion = 50706;

    internal static bool IsTiff(ReadOnlySpan<byte> bytes) => bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8);

    internal static bool IsRaw(ReadOnlySpan<byte> bytes)
    {
        // Canon's CR2 says so behind the header.
        if (bytes.Length >= 10 && bytes[8..].StartsWith("CR"u8)) return true;
        bool little = bytes[0] == 'I', made = false, nested = false;
        if (bytes.Length < 8) return false;
        uint start = little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        if (start > bytes.Length - 2) return false;
        int count = Half(bytes[(int)start..], little);
        for (int i = 0, at = (int)start + 2; i < count && at + 12 <= bytes.Length; i++, at += 12)
        {
            ushort tag = Half(bytes[at..], little);
            if (tag == DngVersion) return true;
            made |= tag == Make;
            nested |= tag == SubIfds;
        }
        // A small picture first and what the sensor saw below it, as Nikon, Sony and Pentax have it.
        return made && nested;
    }

    private static ushort Half(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
