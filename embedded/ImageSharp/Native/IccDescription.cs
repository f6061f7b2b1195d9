using System.Buffers.Binary;
using System.Text;

namespace SixLabors.ImageSharp.Native;

/// <summary>Reads the name of an ICC profile (ICC.1:2010, section 7). Most photos carry plain sRGB, and need no conversion.</summary>
internal static class IccDescription
{
    private const int TagTable = 128;
    private const int TagSize = 12;

    internal static bool IsSrgb(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < TagTable + 4) return false;
        uint count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(profile[TagTable..]), 100);
        for (int i = 0; i < count && TagTable + 4 + ((i + 1) * TagSize) <= profile.Length; i++)
        {
            ReadOnlySpan<byte> tag = profile.Slice(TagTable + 4 + (i * TagSize), TagSize);
            if (!tag.StartsWith("desc"u8)) continue;
            uint offset = BinaryPrimitives.ReadUInt32BigEndian(tag[4..]), size = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
            if (offset > profile.Length || size > profile.Length - offset) return false;
            ReadOnlySpan<byte> text = profile.Slice((int)offset, (int)Math.Min(size, 512));
            // Version 2 has ASCII, version 4 big-endian UTF-16.
            return Encoding.Latin1.GetString(text).Replace("\0", "").Contains("sRGB", StringComparison.OrdinalIgnoreCase);
        }
        return false;
    }
}
