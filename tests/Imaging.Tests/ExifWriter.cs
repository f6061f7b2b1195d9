using System.Buffers.Binary;

namespace Imaging.Tests;

/// <summary>Writes an EXIF block whose only field is the orientation: TIFF 6.0, section 2.</summary>
internal static class ExifWriter
{
    /// <param name="value">1 to 8.</param>
    /// <param name="type">Of the field: 3 is SHORT, 4 is LONG.</param>
    /// <param name="size">Bytes of a value of that type.</param>
    /// <param name="count">Values that the field says it has; where they need more than four bytes they stand behind the directory.</param>
    /// <param name="little">Byte order.</param>
    public static byte[] Orientation(byte value, ushort type = 3, int size = 2, int count = 1, bool little = true)
    {
        const int entry = 10, directoryEnd = 26;
        bool elsewhere = count * size > 4;
        byte[] exif = new byte[directoryEnd + (elsewhere ? count * size : 0)];
        (little ? "II*\0"u8 : "MM\0*"u8).CopyTo(exif);
        Number(4, 8);
        Half(8, 1);
        Half(entry, 274);
        Half(entry + 2, type);
        Number(entry + 4, (uint)count);
        int at = entry + 8;
        if (elsewhere)
        {
            Number(at, directoryEnd);
            at = directoryEnd;
        }
        if (size == 1) exif[at] = value;
        else if (size == 2) Half(at, value);
        else Number(at, value);
        return exif;

        void Half(int place, ushort number)
        {
            if (little) BinaryPrimitives.WriteUInt16LittleEndian(exif.AsSpan(place), number);
            else BinaryPrimitives.WriteUInt16BigEndian(exif.AsSpan(place), number);
        }

        void Number(int place, uint number)
        {
            if (little) BinaryPrimitives.WriteUInt32LittleEndian(exif.AsSpan(place), number);
            else BinaryPrimitives.WriteUInt32BigEndian(exif.AsSpan(place), number);
        }
    }
}
