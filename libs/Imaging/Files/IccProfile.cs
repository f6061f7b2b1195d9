using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>A colour profile: ICC.1:2010, section 7.</summary>
internal sealed class IccProfile
{
    private const int TagTable = 128, TagSize = 12;

    private IccProfile(byte[] bytes) => Bytes = bytes;

    /// <summary>The profile as it stands in a file.</summary>
    public byte[] Bytes { get; }

    /// <summary>Channels of the colours that it describes: 1 for grey, 3 for RGB, 4 for CMYK, and 0 for others.</summary>
    public int Channels => Bytes.AsSpan(16, 4) switch
    {
        [(byte)'G', (byte)'R', (byte)'A', (byte)'Y'] => 1,
        [(byte)'R', (byte)'G', (byte)'B', (byte)' '] => 3,
        [(byte)'C', (byte)'M', (byte)'Y', (byte)'K'] => 4,
        _ => 0,
    };

    /// <summary>
    /// Whether its colours are those of sRGB (or its greys, for a grey profile), so that nothing has to be converted. Told by its numbers:
    /// a linear profile is called sRGB too.
    /// </summary>
    public bool IsSrgb => Channels switch
    {
        // Profiles with tables are left to a colour engine.
        3 => Tag("A2B0"u8).IsEmpty && IsPrimary("rXYZ"u8, 0.4360, 0.2225, 0.0139) && IsPrimary("gXYZ"u8, 0.3851, 0.7169, 0.0971)
            && IsPrimary("bXYZ"u8, 0.1431, 0.0606, 0.7141) && HasCurve("rTRC"u8) && HasCurve("gTRC"u8) && HasCurve("bTRC"u8),
        1 => HasCurve("kTRC"u8),
        _ => false,
    };

    /// <summary>Whether values are light itself, or nearly.</summary>
    public bool IsLinear => IccCurve.Light(Tag(Channels == 1 ? "kTRC"u8 : "gTRC"u8), 0.5) is > 0.4;

    /// <summary>Whether white comes out white and black dark. A damaged profile can turn a whole picture black.</summary>
    public bool IsPlausible => Channels switch
    {
        1 => !Tag("A2B0"u8).IsEmpty || IsRising("kTRC"u8),
        3 => !Tag("A2B0"u8).IsEmpty || (AddUpToWhite() && IsRising("rTRC"u8) && IsRising("gTRC"u8) && IsRising("bTRC"u8)),
        _ => true,
    };

    /// <param name="primaries">x and y of red, green, blue and white (CIE 1931).</param>
    /// <param name="gamma">From values to light; null for the curve of sRGB.</param>
    /// <param name="isGrey">Whether the colours are greys alone.</param>
    /// <returns>Null where the primaries make no colours.</returns>
    internal static IccProfile? Of(double[] primaries, double? gamma, bool isGrey) =>
        (isGrey ? IccBuilder.Grey(gamma) : IccBuilder.Rgb(primaries, gamma)) is { } bytes ? new IccProfile(bytes) : null;

    /// <returns>Null for what is no profile of a picture.</returns>
    internal static IccProfile? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < TagTable + 4 || !bytes[36..].StartsWith("acsp"u8)) return null;
        ReadOnlySpan<byte> kind = bytes[12..];
        if (!(kind.StartsWith("mntr"u8) || kind.StartsWith("scnr"u8) || kind.StartsWith("prtr"u8) || kind.StartsWith("spac"u8)))
            return null;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return length < TagTable + 4 || length > bytes.Length ? null : new IccProfile(bytes[..(int)length].ToArray());
    }

    private ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> profile = Bytes;
        uint count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(profile[TagTable..]), 100);
        for (int i = 0, at = TagTable + 4; i < count && at + TagSize <= profile.Length; i++, at += TagSize)
        {
            if (!profile[at..].StartsWith(name)) continue;
            uint offset = BinaryPrimitives.ReadUInt32BigEndian(profile[(at + 4)..]),
                size = BinaryPrimitives.ReadUInt32BigEndian(profile[(at + 8)..]);
            return offset > profile.Length || size > profile.Length - offset ? [] : profile.Slice((int)offset, (int)size);
        }
        return [];
    }

    // X, Y and Z under D50, s15Fixed16.
    private bool IsPrimary(ReadOnlySpan<byte> name, double x, double y, double z)
    {
        const double tolerance = 0.002;
        ReadOnlySpan<byte> tag = Tag(name);
        return tag.Length >= 20 && tag.StartsWith("XYZ "u8)
            && Math.Abs(Fixed(tag[8..]) - x) < tolerance && Math.Abs(Fixed(tag[12..]) - y) < tolerance
            && Math.Abs(Fixed(tag[16..]) - z) < tolerance;
    }

    private bool HasCurve(ReadOnlySpan<byte> name)
    {
        // A third of one of 256 levels of light at its darkest and brightest.
        const double tolerance = 0.0015;
        for (int level = 0; level <= 16; level++)
        {
            double encoded = level / 16.0;
            if (IccCurve.Light(Tag(name), encoded) is not { } light || Math.Abs(light - IccCurve.SrgbLight(encoded)) > tolerance)
                return false;
        }
        return true;
    }

    private bool IsRising(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> tag = Tag(name);
        return IccCurve.Light(tag, 1) is > 0.5 && IccCurve.Light(tag, 0) is < 0.25;
    }

    private bool AddUpToWhite()
    {
        // Wide enough for profiles of old monitors, whose white is not D50 but that of daylight.
        const double tolerance = 0.3;
        double[] sum = new double[3], white = [0.9642, 1, 0.8249];
        foreach (string name in (string[])["rXYZ", "gXYZ", "bXYZ"])
        {
            ReadOnlySpan<byte> tag = Tag(System.Text.Encoding.ASCII.GetBytes(name));
            if (tag.Length < 20 || !tag.StartsWith("XYZ "u8)) return false;
            for (int i = 0; i < 3; i++) sum[i] += Fixed(tag[(8 + 4 * i)..]);
        }
        return sum.Zip(white).All(pair => Math.Abs(pair.First - pair.Second) < tolerance);
    }

    internal static double Fixed(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / 65536.0;
}
