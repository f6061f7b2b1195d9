using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>Curves from values to light: ICC.1:2010, sections 10.5 and 10.15.</summary>
internal static class IccCurve
{
    /// <summary>IEC 61966-2-1: from the encoded value to light, both in [0, 1].</summary>
    internal static double SrgbLight(double encoded) => encoded <= 0.04045 ? encoded / 12.92 : Math.Pow((encoded + 0.055) / 1.055, 2.4);

    /// <param name="tag">A curve, as a profile holds it.</param>
    /// <param name="encoded">In [0, 1].</param>
    /// <returns>Null where the tag is broken or of another kind.</returns>
    internal static double? Light(ReadOnlySpan<byte> tag, double encoded)
    {
        if (tag.StartsWith("curv"u8) && tag.Length >= 12) return Table(tag, encoded);
        return tag.StartsWith("para"u8) && tag.Length >= 16 ? Formula(tag, encoded) : null;
    }

    private static double? Table(ReadOnlySpan<byte> tag, double encoded)
    {
        uint count = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
        // None is light itself, and one a power of it: u8Fixed8.
        if (count == 0) return encoded;
        if (count > (tag.Length - 12) / 2) return null;
        if (count == 1) return Math.Pow(encoded, Entry(tag, 0) / 256);
        double place = encoded * (count - 1);
        int low = Math.Min((int)place, (int)count - 2);
        return (Entry(tag, low) + (place - low) * (Entry(tag, low + 1) - Entry(tag, low))) / ushort.MaxValue;
    }

    // Table 65: (a x + b)^g + e from d on, c x + f below.
    private static double? Formula(ReadOnlySpan<byte> tag, double encoded)
    {
        int kind = BinaryPrimitives.ReadUInt16BigEndian(tag[8..]);
        int[] counts = [1, 3, 4, 5, 7];
        if (kind >= counts.Length || tag.Length < 12 + 4 * counts[kind]) return null;
        double[] p = new double[7];
        for (int i = 0; i < counts[kind]; i++) p[i] = IccProfile.Fixed(tag[(12 + 4 * i)..]);
        (double g, double a, double b) = (p[0], p[1], p[2]);
        double light = kind switch
        {
            0 => Math.Pow(encoded, g),
            1 => a * encoded + b >= 0 ? Math.Pow(a * encoded + b, g) : 0,
            2 => p[3] + (a * encoded + b >= 0 ? Math.Pow(a * encoded + b, g) : 0),
            3 => encoded >= p[4] ? Math.Pow(a * encoded + b, g) : p[3] * encoded,
            _ => encoded >= p[4] ? Math.Pow(a * encoded + b, g) + p[5] : p[3] * encoded + p[6],
        };
        return double.IsFinite(light) ? light : null;
    }

    private static double Entry(ReadOnlySpan<byte> tag, int i) => BinaryPrimitives.ReadUInt16BigEndian(tag[(12 + 2 * i)..]);
}
