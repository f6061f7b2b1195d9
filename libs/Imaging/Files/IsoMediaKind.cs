using System.Buffers.Binary;
using System.Text;

namespace ImageClassifier.Imaging.Files;

/// <summary>What a file of the ISO base media format holds.</summary>
internal enum IsoMedia
{
    Heic,
    Avif,
    Raw,
    Video,
}

/// <summary>Tells pictures from video by the brands of a file: ISO 14496-12, section 4.3, and ISO 23008-12, section 10.</summary>
internal static class IsoMediaKind
{
    // The codecs of the items are named in the first box of descriptions.
    private const int Head = 4096;

    // Of these there are files with either codec.
    private static readonly string[] Pictures =
        ["mif1", "mif2", "mif3", "msf1", "miaf", "MiHB", "MiHA", "MiHE", "tmap", "1pic", "pict", "unif", "geo1"];

    /// <returns>Null for what is no such file.</returns>
    internal static IsoMedia? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12) return null;
        ReadOnlySpan<byte> box = bytes.Slice(4, 4);
        if (!box.SequenceEqual("ftyp"u8))
        {
            // QuickTime of old has no brands.
            bool isMovie = box.SequenceEqual("moov"u8) || box.SequenceEqual("mdat"u8) || box.SequenceEqual("wide"u8)
                || box.SequenceEqual("pnot"u8);
            return isMovie ? IsoMedia.Video : null;
        }
        List<string> brands = Brands(bytes);
        if (brands.Contains("crx ")) return IsoMedia.Raw;
        if (brands.Exists(brand => brand is "avif" or "avis" or "avio")) return IsoMedia.Avif;
        if (brands.Exists(brand => brand.StartsWith("hei", StringComparison.Ordinal) || brand.StartsWith("hev", StringComparison.Ordinal)))
            return IsoMedia.Heic;
        if (!brands.Exists(brand => Pictures.Contains(brand))) return IsoMedia.Video;
        return bytes[..Math.Min(bytes.Length, Head)].IndexOf("av01"u8) >= 0 ? IsoMedia.Avif : IsoMedia.Heic;
    }

    // The main brand, a version, and the brands of which a reader needs to know one.
    private static List<string> Brands(ReadOnlySpan<byte> bytes)
    {
        int end = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), (uint)Math.Min(bytes.Length, 512));
        List<string> brands = [Encoding.ASCII.GetString(bytes.Slice(8, 4))];
        for (int at = 16; at + 4 <= end; at += 4) brands.Add(Encoding.ASCII.GetString(bytes.Slice(at, 4)));
        return brands;
    }
}
