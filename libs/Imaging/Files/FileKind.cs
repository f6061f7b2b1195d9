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

    private static readonly FileKind Avif =
        new("AVIF", true, "open the photo in a browser or image editor, save or export it as JPEG and upload that");

    private static readonly FileKind Raw =
        new("A camera raw file", true, "develop the photo with the camera's program or an image editor, export it as JPEG and upload that");

    private static readonly FileKind Video = Other("a video (MP4 or MOV)");

    private static readonly (byte[] Magic, FileKind Kind)[] Known =
    [
        ([.. "II+\0"u8], Picture("TIFF")),
        ([.. "MM\0+"u8], Picture("TIFF")),
        ([.. "BM"u8], Picture("BMP")),
        ([.. "8BPS"u8], Picture("Photoshop (PSD)")),
        ([0, 0, 0, 12, .. "JXL "u8], Picture("JPEG XL")),
        ([0xFF, 0x0A], Picture("JPEG XL")),
        ([0, 0, 0, 12, .. "jP  "u8], Picture("JPEG 2000")),
        ([0xFF, 0x4F, 0xFF, 0x51], Picture("JPEG 2000")),
        ([0, 0, 1, 0], Picture("An icon (ICO)")),
        ([.. "FUJIFILMCCD-RAW"u8], Raw),
        ([.. "IIRO"u8], Raw),
        ([.. "IIRS"u8], Raw),
        ([.. "MMOR"u8], Raw),
        ([.. "IIU\0"u8], Raw),
        ([.. "FOVb"u8], Raw),
        ([0, .. "MRM"u8], Raw),
        ([.. "gimp xcf"u8], Picture("GIMP (XCF)")),
        ([.. "qoif"u8], Picture("QOI")),
        ([0x76, 0x2F, 0x31, 0x01], Picture("OpenEXR")),
        ([.. "#?RADIANCE"u8], Picture("Radiance HDR")),
        ([.. "DDS "u8], Picture("DirectDraw Surface (DDS)")),
        ([.. "%!PS"u8], Picture("PostScript (EPS)")),
        ([0xC5, 0xD0, 0xD3, 0xC6], Picture("PostScript (EPS)")),
        ([.. "%PDF"u8], Other("a PDF document")),
        ([.. "PK\u0003\u0004"u8], Other("a ZIP archive or an Office document")),
        ([.. "PK\u0005\u0006"u8], Other("an empty ZIP archive")),
        ([0x1F, 0x8B], Other("a gzip archive")),
        ([0, 5, 0x16, 7], Other("what macOS keeps beside a photo (a file that begins with ._)")),
        ([.. "7z"u8, 0xBC, 0xAF], Other("a 7-Zip archive")),
        ([.. "Rar!"u8], Other("a RAR archive")),
        ([0x1A, 0x45, 0xDF, 0xA3], Other("a video")),
        ([0x7F, .. "ELF"u8], Other("a program")),
        ([.. "MZ"u8], Other("a program")),
        ([.. "RIFF"u8], Other("a RIFF file (sound or video)")),
    ];

    internal static FileKind Of(ReadOnlySpan<byte> bytes)
    {
        if (IsoMediaKind.Of(bytes) is { } media)
        {
            return media switch { IsoMedia.Heic => Heic, IsoMedia.Avif => Avif, IsoMedia.Raw => Raw, _ => Video };
        }
        if (TiffKind.IsTiff(bytes)) return TiffKind.IsRaw(bytes) ? Raw : Picture("TIFF");
        foreach ((byte[] magic, FileKind kind) in Known)
        {
            if (bytes.StartsWith(magic)) return kind;
        }
        if (bytes.IndexOfAnyExcept((byte)0) < 0)
            return new("nothing but zeros", false, "the download or copy failed, so get the photo again and upload it");
        return OfText(bytes) ?? Other("of an unknown kind");
    }

    private static FileKind? OfText(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> head = bytes[..Math.Min(bytes.Length, 1024)];
        if (head.IndexOfAnyExcept(Printable) >= 0 || !Utf8.IsValid(head[..LastWhole(head)])) return null;
        string text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\r', '\n', '\t');
        if (text.StartsWith("version https://git-lfs.github.com/", StringComparison.Ordinal))
        {
            return new("a Git LFS pointer, which stands for a photo that was not downloaded", false,
                "run \"git lfs pull\" where it came from and upload the photo itself");
        }
        bool isPage = text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<head", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<body", StringComparison.OrdinalIgnoreCase);
        if (isPage) return new("a web page", false, "download the photo itself (the page may ask for a login) and upload that");
        return text.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? Picture("SVG") : Other("text");
    }

    // The head may end inside a character of several bytes.
    private static int LastWhole(ReadOnlySpan<byte> head) => Math.Max(0, head.LastIndexOfAnyInRange((byte)0, (byte)0x7F) + 1);

    // Everything but the control characters that no text has.
    private static readonly System.Buffers.SearchValues<byte> Printable =
        System.Buffers.SearchValues.Create([9, 10, 12, 13, 27, .. Enumerable.Range(32, 224).Select(value => (byte)value)]);

    private static FileKind Picture(string name) => new(name, true);

    private static FileKind Other(string name) => new(name, false);
}
