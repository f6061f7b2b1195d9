using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>Writes the profile of colours that a file describes by numbers: ICC.1:2010, sections 7 and 10.</summary>
internal static class IccBuilder
{
    private const int Header = 128, Entry = 12;

    // Section 7.2.16.
    private static readonly double[] D50 = [0.9642, 1, 0.8249];

    // Annex E: to the sharpened colours of the eye's cones, after Bradford, and back.
    private static readonly double[][] Cones = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]];

    internal static byte[] Grey(double? gamma) => Write("GRAY"u8, [("wtpt", Xyz(D50)), ("kTRC", Curve(gamma))]);

    /// <param name="places">x and y of red, green, blue and white.</param>
    /// <param name="gamma">Null for the curve of sRGB.</param>
    /// <returns>Null where they make no colours.</returns>
    internal static byte[]? Rgb(double[] places, double? gamma)
    {
        double[][] colours = [.. places.Chunk(2).Select(place => (double[])[place[0] / place[1], 1, (1 - place[0] - place[1]) / place[1]])];
        // Each primary with as much light as together makes white.
        double[][] columns = [.. Enumerable.Range(0, 3).Select(row => (double[])[colours[0][row], colours[1][row], colours[2][row]])];
        if (Invert(columns) is not { } inverse || Invert(Cones) is not { } back) return null;
        double[] light = Times(inverse, colours[3]), from = Times(Cones, colours[3]), to = Times(Cones, D50);
        double[][] primaries = [.. Enumerable.Range(0, 3).Select(i =>
        {
            double[] cones = Times(Cones, [.. colours[i].Select(value => value * light[i])]);
            return Times(back, [.. cones.Select((value, k) => value * to[k] / from[k])]);
        })];
        if (primaries.Any(primary => primary.Any(value => !(Math.Abs(value) < 4)))) return null;
        byte[] curve = Curve(gamma);
        return Write("RGB "u8,
        [
            ("wtpt", Xyz(D50)), ("rXYZ", Xyz(primaries[0])), ("gXYZ", Xyz(primaries[1])), ("bXYZ", Xyz(primaries[2])), ("rTRC", curve),
                ("gTRC", curve), ("bTRC", curve),
        ]);
    }

    private static byte[] Write(ReadOnlySpan<byte> space, (string Name, byte[] Data)[] tags)
    {
        int at = Header + 4 + Entry * tags.Length;
        byte[] profile = new byte[at + tags.Sum(tag => tag.Data.Length)];
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(8), 0x04200000);
        "mntr"u8.CopyTo(profile.AsSpan(12));
        space.CopyTo(profile.AsSpan(16));
        "XYZ "u8.CopyTo(profile.AsSpan(20));
        "acsp"u8.CopyTo(profile.AsSpan(36));
        Xyz(D50).AsSpan(8).CopyTo(profile.AsSpan(68));
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(Header), tags.Length);
        for (int i = 0; i < tags.Length; i++)
        {
            Span<byte> entry = profile.AsSpan(Header + 4 + Entry * i, Entry);
            System.Text.Encoding.ASCII.GetBytes(tags[i].Name).CopyTo(entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], at);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], tags[i].Data.Length);
            tags[i].Data.CopyTo(profile, at);
            at += tags[i].Data.Length;
        }
        return profile;
    }

    private static byte[] Xyz(double[] values) => Numbers("XYZ "u8, [], values);

    // Kind 0 is a power, kind 3 that of sRGB with its straight part.
    private static byte[] Curve(double? gamma) => gamma is { } power
        ? Numbers("para"u8, [0, 0, 0, 0], [power])
        : Numbers("para"u8, [0, 3, 0, 0], [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045]);

    private static byte[] Numbers(ReadOnlySpan<byte> type, byte[] kind, double[] values)
    {
        byte[] tag = [.. type, 0, 0, 0, 0, .. kind, .. new byte[4 * values.Length]];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(8 + kind.Length + 4 * i), (int)Math.Round(values[i] * 65536));
        return tag;
    }

    private static double[] Times(double[][] matrix, double[] vector) =>
        [.. matrix.Select(row => row.Zip(vector).Sum(pair => pair.First * pair.Second))];

    /// <returns>Null where there is none.</returns>
    private static double[][]? Invert(double[][] m)
    {
        double Minor(int row, int column) => m[(row + 1) % 3][(column + 1) % 3] * m[(row + 2) % 3][(column + 2) % 3]
            - m[(row + 1) % 3][(column + 2) % 3] * m[(row + 2) % 3][(column + 1) % 3];
        double determinant = Enumerable.Range(0, 3).Sum(column => m[0][column] * Minor(0, column));
        if (!double.IsFinite(determinant) || Math.Abs(determinant) < 1e-9) return null;
        return [.. Enumerable.Range(0, 3)
            .Select(row => (double[])[.. Enumerable.Range(0, 3).Select(column => Minor(column, row) / determinant)])];
    }
}
