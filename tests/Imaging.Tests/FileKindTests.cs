using System.Buffers.Binary;
using System.Text;
using ImageClassifier.Imaging;

namespace Imaging.Tests;

/// <summary>What is not accepted is called by its name, with what to do.</summary>
public class FileKindTests
{
    [Theory]
    [InlineData("heic")]
    [InlineData("heix")]
    [InlineData("heim")]
    [InlineData("heis")]
    [InlineData("heif")]
    [InlineData("hevc")]
    [InlineData("hevx")]
    [InlineData("hevm")]
    [InlineData("hevs")]
    [InlineData("mif1")]
    [InlineData("mif2")]
    [InlineData("msf1")]
    [InlineData("tmap")]
    [InlineData("miaf")]
    [InlineData("MiHE")]
    public void HEIC_has_many_brands(string brand)
    {
        foreach (byte[] file in (byte[][])[Media(brand), Media(brand, "mif1", "heic"), Media("XXXX", brand), Media("mif1", "miaf", brand)])
        {
            PhotoRejection rejection = Photos.Reject(file);
            Assert.Equal(PhotoRejectionCode.UnsupportedFormat, rejection.Code);
            Assert.StartsWith("HEIC is not accepted; export the photo as JPEG", rejection.Message);
        }
    }

    public static TheoryData<string, byte[], PhotoRejectionCode, string> Files => new()
    {
        { "AVIF", Media("avif", "mif1", "miaf"), PhotoRejectionCode.UnsupportedFormat, "AVIF is not accepted; " },
        { "AVIF of several pictures", Media("avis", "msf1", "avif"), PhotoRejectionCode.UnsupportedFormat, "AVIF is not accepted; " },
        { "AVIF by a brand further back", Media("mif1", "miaf", "MA1B", "avif"), PhotoRejectionCode.UnsupportedFormat,
            "AVIF is not accepted; " },
        { "AVIF by its codec", [.. Media("mif1", "mif1", "miaf"), .. "\0\0\0\u0015infe\u0002\0\0\0\0\u0001\0\0av01"u8],
            PhotoRejectionCode.UnsupportedFormat, "AVIF is not accepted; " },
        { "Canon CR3", Media("crx ", "isom"), PhotoRejectionCode.UnsupportedFormat, "A camera raw file is not accepted; develop" },
        { "MP4", Media("isom", "iso2", "avc1", "mp41"), PhotoRejectionCode.NotAnImage, "a video (MP4 or MOV)" },
        { "MOV", Media("qt  "), PhotoRejectionCode.NotAnImage, "a video (MP4 or MOV)" },
        { "MOV without brands", [0, 0, 0, 8, .. "wide"u8, 0, 1, 2, 3, .. "mdat"u8], PhotoRejectionCode.NotAnImage, "a video (MP4 or MOV)" },
        { "JPEG XL, bare", [0xFF, 0x0A, 1, 2, 3], PhotoRejectionCode.UnsupportedFormat, "JPEG XL is not accepted" },
        { "JPEG XL, in boxes", [0, 0, 0, 12, .. "JXL \r\n\u0087\n"u8, 0, 0], PhotoRejectionCode.UnsupportedFormat,
            "JPEG XL is not accepted" },
        { "JPEG 2000", [0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 10, 0], PhotoRejectionCode.UnsupportedFormat, "JPEG 2000 is not accepted" },
        { "TIFF, little", Tiff(true, (256, 4, 100)), PhotoRejectionCode.UnsupportedFormat, "TIFF is not accepted" },
        { "TIFF, big", Tiff(false, (256, 4, 100)), PhotoRejectionCode.UnsupportedFormat, "TIFF is not accepted" },
        { "BigTIFF", [.. "II+\0"u8, 8, 0, 0, 0], PhotoRejectionCode.UnsupportedFormat, "TIFF is not accepted" },
        { "Canon CR2", [.. "II*\0"u8, 16, 0, 0, 0, .. "CR\u0002\0"u8, 0, 0, 0, 0], PhotoRejectionCode.UnsupportedFormat,
            "A camera raw file is not accepted" },
        { "DNG", Tiff(true, (256, 4, 100), (50706, 1, 1)), PhotoRejectionCode.UnsupportedFormat, "A camera raw file is not accepted" },
        { "Nikon NEF, Sony ARW", Tiff(false, (254, 4, 1), (271, 2, 8), (330, 4, 8)), PhotoRejectionCode.UnsupportedFormat,
            "A camera raw file is not accepted" },
        { "Olympus ORF", [.. "IIRO"u8, 8, 0, 0, 0], PhotoRejectionCode.UnsupportedFormat, "A camera raw file is not accepted" },
        { "PSD", [.. "8BPS"u8, 0, 1], PhotoRejectionCode.UnsupportedFormat, "Photoshop (PSD) is not accepted" },
        { "BMP", [.. "BM"u8, 1, 2, 3, 4, 0, 0, 0, 0], PhotoRejectionCode.UnsupportedFormat, "BMP is not accepted" },
        { "SVG", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"), PhotoRejectionCode.UnsupportedFormat,
            "SVG is not accepted" },
        { "web page", Encoding.UTF8.GetBytes("\n <html lang=en><svg></svg></html>"), PhotoRejectionCode.NotAnImage,
            "a web page, not a photo; download the photo itself" },
        { "LFS pointer", Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"),
            PhotoRejectionCode.NotAnImage, "git lfs pull" },
        { "ZIP", [.. "PK\u0003\u0004"u8, 20, 0], PhotoRejectionCode.NotAnImage, "a ZIP archive" },
        { "PDF", Encoding.UTF8.GetBytes("%PDF-1.4\n%âã"), PhotoRejectionCode.NotAnImage, "a PDF document" },
        { "zeros", new byte[4096], PhotoRejectionCode.NotAnImage, "nothing but zeros" },
        { "empty", [], PhotoRejectionCode.EmptyFile, "The file is empty" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_kind_has_its_name(string kind, byte[] file, PhotoRejectionCode code, string words)
    {
        PhotoRejection rejection = Photos.Reject(file);
        Assert.Equal((kind, code), (kind, rejection.Code));
        Assert.Contains(words, rejection.Message);
        Assert.Matches("[Uu]pload", rejection.Message);
    }

    private static byte[] Media(string major, params string[] compatible)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, 16 + 4 * compatible.Length);
        return [.. length, .. "ftyp"u8, .. Encoding.ASCII.GetBytes(major), 0, 0, 0, 0, .. compatible.SelectMany(Encoding.ASCII.GetBytes),
            0, 0, 1, 0, .. "meta"u8, .. new byte[20]];
    }

    private static byte[] Tiff(bool little, params (ushort Tag, ushort Type, uint Value)[] fields)
    {
        var file = new MemoryStream();
        file.Write(little ? "II*\0"u8 : "MM\0*"u8);
        Number(8, 4);
        Number((uint)fields.Length, 2);
        foreach ((ushort tag, ushort type, uint value) in fields)
        {
            Number(tag, 2);
            Number(type, 2);
            Number(1, 4);
            Number(value, 4);
        }
        Number(0, 4);
        return file.ToArray();

        void Number(uint value, int size)
        {
            for (int i = 0; i < size; i++) file.WriteByte((byte)(value >> 8 * (little ? i : size - 1 - i)));
        }
    }
}
