using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>
/// What the chunks of a PNG say of its colours where it has no profile: PNG specification (third edition), section 11.3.2. Browsers follow
/// them, and so a person has seen them followed.
/// </summary>
internal sealed class PngColours
{
    private const double Scale = 100_000;

    // What sRGB is where nothing better can be said, and within a hair of it to the eye.
    private const double UsualGamma = 2.2, SameGamma = 0.06, SamePlace = 0.005;

    // Rec. ITU-T H.273, table 2: x and y of red, green, blue and white.
    private static readonly double[] Srgb = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329],
        Rec2020 = [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.329],
        DisplayP3 = [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329];

    private bool _isSrgb;
    private double? _gamma;
    private double[]? _primaries;
    private (double[] Primaries, double? Gamma)? _coded;

    internal void Add(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        if (type.SequenceEqual("sRGB"u8)) _isSrgb = true;
        else if (type.SequenceEqual("gAMA"u8) && content.Length >= 4)
        {
            double encoding = BinaryPrimitives.ReadUInt32BigEndian(content) / Scale;
            if (encoding is > 0.1 and < 10) _gamma = 1 / encoding;
        }
        else if (type.SequenceEqual("cHRM"u8) && content.Length >= 32) _primaries = Chromaticities(content);
        else if (type.SequenceEqual("cICP"u8) && content.Length >= 4) _coded = Code(content[0], content[1]);
    }

    /// <param name="profile">The file's own, which stands above all but cICP.</param>
    /// <param name="isGrey">Whether the picture has greys alone.</param>
    /// <returns>Null for sRGB.</returns>
    internal IccProfile? Choose(IccProfile? profile, bool isGrey)
    {
        if (_coded is { } code) return IccProfile.Of(code.Primaries, code.Gamma, isGrey);
        if (profile?.Channels == (isGrey ? 1 : 3)) return profile;
        // Of other colours than the picture's, and so ignored; but it is there.
        if (_isSrgb || (_gamma is null && (_primaries is null || isGrey))) return profile;
        double[] places = _primaries ?? Srgb;
        bool usual = _gamma is null || Math.Abs(_gamma.Value - UsualGamma) <= SameGamma;
        bool same = isGrey || places.Zip(Srgb).All(pair => Math.Abs(pair.First - pair.Second) <= SamePlace);
        return usual && same ? profile : IccProfile.Of(places, usual ? null : _gamma, isGrey) ?? profile;
    }

    // White first in the chunk, last here.
    private static double[] Chromaticities(ReadOnlySpan<byte> content)
    {
        double[] places = new double[8];
        for (int i = 0; i < places.Length; i++) places[(i + 6) % 8] = BinaryPrimitives.ReadUInt32BigEndian(content[(4 * i)..]) / Scale;
        return places;
    }

    // Codes for video that no photo has (HDR among them) are left to what else the file says.
    private static (double[], double?)? Code(byte primaries, byte transfer)
    {
        double[]? places = primaries switch { 1 => Srgb, 9 => Rec2020, 12 => DisplayP3, _ => null };
        return (places, transfer) switch
        {
            (null, _) => null,
            (_, 4) => (places, 2.2),
            (_, 5) => (places, 2.8),
            (_, 8) => (places, 1),
            (_, 13) => (places, null),
            _ => null,
        };
    }
}
