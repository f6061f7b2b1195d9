using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>Reads the one field of EXIF that changes how a photo looks: EXIF 2.32, section 4.6.4, tag 274.</summary>
internal static class ExifOrientation
{
    private const ushort Tag = 274, Byte = 1, Short = 3, Long = 4, SignedByte = 6, SignedShort = 8, SignedLong = 9;

    /// <param name="exif">A TIFF structure, with or without <c>Exif</c> and two zeros in front.</param>
    /// <returns>1 to 8; 1 (upright) where the field is missing or broken.</returns>
    internal static int Of(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0"u8) && exif.Length >= 6) exif = exif[6..];
        bool little = exif.StartsWith("II*\0"u8);
        if (exif.Length < 8 || !(little || exif.StartsWith("MM\0*"u8))) return 1;
        uint start = Number(exif[4..], little);
        if (start > exif.Length - 2) return 1;
        int count = Half(exif[(int)start..], little);
        const int field = 12;
        for (int i = 0, at = (int)start + 2; i < count && at + field <= exif.Length; i++, at += field)
        {
            ReadOnlySpan<byte> entry = exif.Slice(at, field), value = entry[8..];
            if (Half(entry, little) != Tag) continue;
            // The specification says one SHORT; some programs write another type, or count a terminator.
            ushort type = Half(entry[2..], little);
            int size = type switch { Byte or SignedByte => 1, Short or SignedShort => 2, Long or SignedLong => 4, _ => 0 };
            if (size == 0) return 1;
            // Values that fit into four bytes stand in the entry, others elsewhere.
            uint elsewhere = Number(value, little);
            if (Number(entry[4..], little) * (long)size > 4)
            {
                if (elsewhere > exif.Length - size) return 1;
                value = exif[(int)elsewhere..];
            }
            uint orientation = size switch { 1 => value[0], 2 => Half(value, little), _ => Number(value, little) };
            return orientation is >= 1 and <= 8 ? (int)orientation : 1;
        }
        return 1;
    }

    private static ushort Half(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Number(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
