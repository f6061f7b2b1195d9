using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace ImageClassifier.Imaging.Files;

/// <summary>What a file that is no accepted photo seems to be, so that a rejection can name it.</summary>
/// <param name="Name">As a sentence begins with it: <c>TIFF</c>, <c>a PDF document</c>.</param>
/// <param name="IsPicture">Whether a photo of an accepted format could be made of it.</param>
/// <param name="Advice">How to make one, where most people do not know.</param>
internal sealed record FileKind(string Name, bool IsPicture, string? Advice = null)
{
    private static readonly FileKind Heic = new("HEIC", true,
        "export the photo as JPEG and upload that: on an iPhone choose Settings > Camera > Formats > Most Compatible for new photos; "
        + "on a computer open it and save or export it as JPEG");

    private static readonly FileKind Avif = new("AVIF", true, "open the photo in a browser or image editor, save or export it as JPEG and upload that");

    private static readonly (byte[] Magic, FileKind Kind)[] Known =
    [
        ([.. "II*\0"u8], Picture("TIFF")),
        ([.. "MM\0*"u8], Picture("TIFF")),
        ([.. "II+\0"u8], Picture("TIFF")),
        ([.. "MM\0+"u8], Picture("TIFF")),
        ([.. "BM"u8], Picture("BMP")),
        ([.. "8BPS"u8], Picture("Photoshop (PSD)")),
        ([0, 0, 0, 12, .. "JXL "u8], Picture("JPEG XL")),
        ([0xFF, 0x0A], Picture("JPEG XL")),
        ([0, 0, 0, 12, .. "jP  "u8], Picture("JPEG 2000")),
        ([0xFF, 0x4F, 0xFF, 0x51], Picture("JPEG 2000")),
        ([0, 0, 1, 0], Picture("An icon (ICO)")),
        ([.. "FUJIFILMCCD-RAW"u8], Picture("A camera raw file")),
        ([.. "%PDF"u8], Other("a PDF document")),
        ([.. "PK\u0003\u0004"u8], Other("a ZIP archive or an Office document")),
        ([0x1F, 0x8B], Other("a gzip archive")),
        ([.. "7z"u8, 0xBC, 0xAF], Other("a 7-Zip archive")),
        ([.. "Rar!"u8], Other("a RAR archive")),
        ([0x1A, 0x45, 0xDF, 0xA3], Other("a video")),
        ([0x7F, .. "ELF"u8], Other("a program")),
        ([.. "MZ"u8], Other("a program")),
        ([.. "RIFF"u8], Other("a RIFF file (sound or video)")),
    ];

    internal static FileKind Of(ReadOnlySpan<byte> bytes)
    {
        // ISO 14496-12: a file type box, whose brands tell HEIC and AVIF from video.
        if (bytes.Length >= 12 && bytes[4..].StartsWith("ftyp"u8)) return OfBrands(Brands(bytes));
        foreach ((byte[] magic, FileKind kind) in Known)
        {
            if (bytes.StartsWith(magic)) return kind;
        }
        return OfText(bytes) ?? Other("something unknown");
    }

    // The main brand, a version, and the brands of which a reader needs to know one.
    private static List<string> Brands(ReadOnlySpan<byte> bytes)
    {
        int end = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), (uint)Math.Min(bytes.Length, 512));
        List<string> brands = [Encoding.ASCII.GetString(bytes.Slice(8, 4))];
        for (int at = 16; at + 4 <= end; at += 4) brands.Add(Encoding.ASCII.GetString(bytes.Slice(at, 4)));
        return brands;
    }

    private static FileKind OfBrands(List<string> brands)
    {
        if (brands[0] == "crx ") return Picture("A camera raw file");
        // Both are containers of ISO 23008-12 and share its brands (mif1, msf1, ...), so the one that is rarer is asked for first.
        if (brands.Exists(brand => brand is "avif" or "avis" or "avio")) return Avif;
        return brands.Exists(brand => brand is "heic" or "heix" or "heim" or "heis" or "heif" or "hevc" or "hevx" or "hevm" or "hevs" or "mif1" or "mif2" or "mif3" or "msf1" or "tmap")
            ? Heic
            : Other("a video");
    }

    private static FileKind? OfText(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> head = bytes[..Math.Min(bytes.Length, 1024)];
        if (head.IndexOfAnyExcept(Printable) >= 0 || !Utf8.IsValid(head[..LastWhole(head)])) return null;
        string text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\r', '\n', '\t');
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase)) return Picture("SVG");
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.Contains("<html", StringComparison.OrdinalIgnoreCase)
            ? Other("a web page")
            : Other("text");
    }

    // The head may end inside a character of several bytes.
    private static int LastWhole(ReadOnlySpan<byte> head) => Math.Max(0, head.LastIndexOfAnyInRange((byte)0, (byte)0x7F) + 1);

    // Everything but the control characters that no text has.
    private static readonly System.Buffers.SearchValues<byte> Printable =
        System.Buffers.SearchValues.Create([9, 10, 12, 13, 27, .. Enumerable.Range(32, 224).Select(value => (byte)value)]);

    private static FileKind Picture(string name) => new(name, true);

    private static FileKind Other(string name) => new(name, false);
}
