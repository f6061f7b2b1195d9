using System.Buffers.Binary;
using System.Text;

namespace Imaging.Tests;

/// <summary>Writes colour profiles: ICC.1:2001-04 (version 2), section 6.</summary>
internal static class IccWriter
{
    public static readonly double[][] SrgbPrimaries = [[0.4360, 0.2225, 0.0139], [0.3851, 0.7169, 0.0971], [0.1431, 0.0606, 0.7141]];
    public static readonly double[][] AdobeRgbPrimaries =
        [[0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457]];

    /// <summary>Three primaries under D50 and a power, as Adobe RGB (1998) has them.</summary>
    public static byte[] Matrix(double[][] primaries, double gamma, string name = "test") => Profile("RGB ", "XYZ ", name,
    [
        ("wtpt", Xyz([0.9642, 1, 0.8249])), ("rXYZ", Xyz(primaries[0])), ("gXYZ", Xyz(primaries[1])), ("bXYZ", Xyz(primaries[2])),
        ("rTRC", Power(gamma)), ("gTRC", Power(gamma)), ("bTRC", Power(gamma)),
    ]);

    /// <summary>Greys by a power.</summary>
    public static byte[] Grey(double gamma) =>
        Profile("GRAY", "XYZ ", "test", [("wtpt", Xyz([0.9642, 1, 0.8249])), ("kTRC", Power(gamma))]);

    /// <summary>A table to CIELAB, as printers' profiles have it: a colour for each combination of nothing and everything of the
    /// channels.</summary>
    public static byte[] Table(string space, int channels, Func<int, (double L, double A, double B)> colour)
    {
        var table = new MemoryStream();
        Write("mft2"u8);
        Write([0, 0, 0, 0, (byte)channels, 3, 2, 0]);
        int[] identity = [65536, 0, 0, 0, 65536, 0, 0, 0, 65536];
        foreach (int value in identity) Number(value);
        Half(2);
        Half(2);
        for (int i = 0; i < channels; i++)
        {
            Half(0);
            Half(ushort.MaxValue);
        }
        // The first channel varies slowest.
        for (int corner = 0; corner < 1 << channels; corner++)
        {
            (double l, double a, double b) = colour(corner);
            Half((ushort)Math.Round(l / 100 * 0xFF00));
            Half((ushort)Math.Round((a + 128) * 256));
            Half((ushort)Math.Round((b + 128) * 256));
        }
        for (int i = 0; i < 3; i++)
        {
            Half(0);
            Half(ushort.MaxValue);
        }
        return Profile(space, "Lab ", "test", [("wtpt", Xyz([0.9642, 1, 0.8249])), ("A2B0", table.ToArray())]);

        void Write(ReadOnlySpan<byte> bytes) => table.Write(bytes);

        void Half(ushort value) => Write([(byte)(value >> 8), (byte)value]);

        void Number(int value) => Write([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
    }

    private static byte[] Profile(string space, string connection, string name, (string Name, byte[] Data)[] tags)
    {
        tags = [.. tags, ("desc", Description(name)), ("cprt", [.. "text\0\0\0\0none\0"u8])];
        int at = 128 + 4 + 12 * tags.Length;
        byte[] head = new byte[at];
        var body = new MemoryStream();
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(128), tags.Length);
        for (int i = 0; i < tags.Length; i++)
        {
            Span<byte> entry = head.AsSpan(132 + 12 * i, 12);
            Encoding.ASCII.GetBytes(tags[i].Name).CopyTo(entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], at + (int)body.Length);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], tags[i].Data.Length);
            body.Write(tags[i].Data);
            while (body.Length % 4 != 0) body.WriteByte(0);
        }
        BinaryPrimitives.WriteInt32BigEndian(head, at + (int)body.Length);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(8), 0x02400000);
        Encoding.ASCII.GetBytes($"{(connection == "Lab " && space == "CMYK" ? "prtr" : "mntr")}{space}{connection}")
            .CopyTo(head.AsSpan(12));
        "acsp"u8.CopyTo(head.AsSpan(36));
        Xyz([0.9642, 1, 0.8249]).AsSpan(8).CopyTo(head.AsSpan(68));
        return [.. head, .. body.ToArray()];
    }

    private static byte[] Xyz(double[] values)
    {
        byte[] tag = [.. "XYZ "u8, .. new byte[16]];
        for (int i = 0; i < 3; i++) BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(8 + 4 * i), (int)Math.Round(values[i] * 65536));
        return tag;
    }

    private static byte[] Power(double gamma)
    {
        byte[] tag = [.. "curv"u8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(tag.AsSpan(12), (ushort)Math.Round(gamma * 256));
        return tag;
    }

    private static byte[] Description(string name) =>
        [.. "desc\0\0\0\0\0\0\0"u8, (byte)(name.Length + 1), .. Encoding.ASCII.GetBytes(name), .. new byte[1 + 4 + 4 + 2 + 1 + 67]];
}
