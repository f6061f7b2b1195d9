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
    /// Whether its colours are those of sRGB (or its greys, for a grey profile), so that nothing has to be converted. Told by its numbers: a
    /// linear profile is called sRGB too.
    /// </summary>
    public bool IsSrgb => Channels switch
    {
        // Profiles with tables are left to a colour engine.
        3 => Tag("A2B0"u8).IsEmpty && IsPrimary("rXYZ"u8, 0.4360, 0.2225, 0.0139) && IsPrimary("gXYZ"u8, 0.3851, 0.7169, 0.0971)
            && IsPrimary("bXYZ"u8, 0.1431, 0.0606, 0.7141) && HasCurve("rTRC"u8) && HasCurve("gTRC"u8) && HasCurve("bTRC"u8),
        1 => HasCurve("kTRC"u8),
        _ => false,
    };

    /// <returns>Null for what is no profile of a picture.</returns>
    internal static IccProfile? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < TagTable + 4 || !bytes[36..].StartsWith("acsp"u8)) return null;
        ReadOnlySpan<byte> kind = bytes[12..];
        if (!(kind.StartsWith("mntr"u8) || kind.StartsWith("scnr"u8) || kind.StartsWith("prtr"u8) || kind.StartsWith("spac"u8))) return null;
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
            uint offset = BinaryPrimitives.ReadUInt32BigEndian(profile[(at + 4)..]), size = BinaryPrimitives.ReadUInt32BigEndian(profile[(at + 8)..]);
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
            && Math.Abs(Fixed(tag[8..]) - x) < tolerance && Math.Abs(Fixed(tag[12..]) - y) < tolerance && Math.Abs(Fixed(tag[16..]) - z) < tolerance;
    }

    private bool HasCurve(ReadOnlySpan<byte> name)
    {
        // A third of one of 256 levels of light at its darkest and brightest.
        const double tolerance = 0.0015;
        ReadOnlySpan<byte> tag = Tag(name);
        if (tag.Length < 12) return false;
        for (int level = 0; level <= 16; level++)
        {
            double encoded = level / 16.0;
            if (Curve(tag, encoded) is not { } light || Math.Abs(light - Light(encoded)) > tolerance) return false;
        }
        return true;
    }

    // IEC 61966-2-1: from the encoded value to light, both in [0, 1].
    private static double Light(double encoded) => encoded <= 0.04045 ? encoded / 12.92 : Math.Pow((encoded + 0.055) / 1.055, 2.4);

    private static double? Curve(ReadOnlySpan<byte> tag, double encoded)
    {
        if (tag.StartsWith("curv"u8))
        {
            uint count = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
            // One entry is a power, and none is light itself: neither is the curve of sRGB.
            if (count < 2 || count > (tag.Length - 12) / 2) return null;
            double place = encoded * (count - 1);
            int low = Math.Min((int)place, (int)count - 2);
            return (Entry(tag, low) + (place - low) * (Entry(tag, low + 1) - Entry(tag, low))) / ushort.MaxValue;
        }
        // Section 10.16, function 3: (a x + b)^g from d on, c x below.
        if (!tag.StartsWith("para"u8) || tag.Length < 32 || BinaryPrimitives.ReadUInt16BigEndian(tag[8..]) != 3) return null;
        double g = Fixed(tag[12..]), a = Fixed(tag[16..]), b = Fixed(tag[20..]), c = Fixed(tag[24..]), d = Fixed(tag[28..]);
        return encoded >= d ? Math.Pow(a * encoded + b, g) : c * encoded;
    }

    private static double Entry(ReadOnlySpan<byte> tag, int i) => BinaryPrimitives.ReadUInt16BigEndian(tag[(12 + 2 * i)..]);

    private static double Fixed(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / 65536.0;
}
