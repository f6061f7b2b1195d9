using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>Reads the one field of EXIF that changes how a photo looks: EXIF 2.32, section 4.6.4, tag 274.</summary>
internal static class ExifOrientation
{
    private const ushort Tag = 274, Byte = 1, Short = 3, Long = 4;

    /// <param name="exif">A TIFF structure, with or without <c>Exif</c> and two zeros in front.</param>
    /// <returns>1 to 8; 1 (upright) where the field is missing or broken.</returns>
    internal static int Of(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8)) exif = exif[6..];
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
            // The specification says SHORT; some programs write LONG.
            uint orientation = Half(entry[2..], little) switch
            {
                Byte => value[0],
                Short => Half(value, little),
                Long => Number(value, little),
                _ => 1,
            };
            return orientation is >= 1 and <= 8 ? (int)orientation : 1;
        }
        return 1;
    }

    private static ushort Half(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Number(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
