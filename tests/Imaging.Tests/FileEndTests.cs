using ImageClassifier.Imaging;
using NetVips;

namespace Imaging.Tests;

/// <summary>A file whose end is missing or overwritten is accepted where all of the picture is there, and only there.</summary>
public class FileEndTests
{
    public static TheoryData<string, string> Ends
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string file in (string[])["jpeg", "jpeg 4:4:4", "jpeg grey", "jpeg cmyk", "jpeg restarts", "jpeg optimized",
                "jpeg progressive", "png", "png interlaced", "png palette", "png 16", "png chunks", "gif", "webp"])
                foreach (string end in (string[])["missing", "half", "zeros in its place", "zeros behind", "FF in its place",
                    "noise behind", "page behind"]) data.Add(file, end);
            foreach (string file in (string[])["jpeg", "jpeg grey", "jpeg restarts", "jpeg cmyk", "png", "png interlaced"])
                data.Add(file, "noise in its place");
            foreach (string file in (string[])["jpeg", "jpeg progressive", "jpeg restarts"]) data.Add(file, "zeros before");
            foreach (string file in (string[])["png", "png interlaced"])
            {
                data.Add(file, "wrong checksum");
                data.Add(file, "content");
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_whole_picture_is_accepted(string kind, string end)
    {
        byte[] file = File(kind), expected = Photos.Decode(Photos.Accept(file).Jpeg).Pixels;
        int length = EndLength(kind);
        byte[] body = file[..^length], mark = file[^length..], noise = new byte[3000];
        new Random(4).NextBytes(noise);
        byte[] upload = end switch
        {
            "missing" => body,
            "half" => [.. body, .. mark[..(length / 2)]],
            "zeros in its place" => [.. body, .. new byte[5000]],
            "zeros behind" => [.. file, .. new byte[5000]],
            "FF in its place" => [.. body, .. Enumerable.Repeat((byte)0xFF, 5000)],
            "noise in its place" => [.. body, .. noise],
            "noise behind" => [.. file, .. noise],
            "page behind" => [.. file, .. "<html><body>done</body></html>"u8],
            "zeros before" => [.. body, .. new byte[300], .. mark],
            "wrong checksum" => [.. file[..^1], (byte)(file[^1] ^ 0x55)],
            _ => [.. body, 0, 0, 0, 3, .. "IENDabc"u8, 1, 2, 3, 4],
        };

        NormalizedPhoto photo = Photos.Accept(upload);

        Assert.Equal(expected, Photos.Decode(photo.Jpeg).Pixels);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("jpeg 4:4:4")]
    [InlineData("jpeg grey")]
    [InlineData("jpeg cmyk")]
    [InlineData("jpeg restarts")]
    [InlineData("jpeg optimized")]
    [InlineData("jpeg progressive")]
    [InlineData("png")]
    [InlineData("png interlaced")]
    [InlineData("png palette")]
    [InlineData("png chunks")]
    public void A_cut_picture_is_refused_whatever_fills_its_place(string kind)
    {
        byte[] file = File(kind);
        foreach (int missing in (int[])[9, 25, 60, 150, 400])
        {
            byte[] body = file[..^(EndLength(kind) + missing)];
            Assert.Equal((missing, PhotoRejectionCode.Truncated), (missing, Photos.Reject(body).Code));
            Refused(missing, [.. body, .. new byte[missing + 2]]);
            Refused(missing, [.. body, .. new byte[9000]]);
            Refused(missing, [.. body, .. Enumerable.Repeat((byte)0xFF, 9000)]);
        }
    }

    [Fact]
    public void A_WebP_without_what_follows_its_picture_is_whole()
    {
        byte[] file = Photos.Fixture("still.webp"), expected = Photos.Accept(file).Jpeg.ToArray();
        int picture = file.AsSpan().IndexOf("EXIF"u8);
        foreach (int length in (int[])[picture, picture + 5, file.Length - 1])
            Assert.Equal(expected, Photos.Accept(file[..length]).Jpeg.ToArray());
        for (int length = 1; length < picture; length++) Photos.Reject(file[..length]);
        byte[] plain = File("webp");
        for (int missing = 2; missing < 200; missing += 9)
            Assert.Equal(PhotoRejectionCode.Truncated, Photos.Reject(plain[..^missing]).Code);
    }

    [Fact]
    public void Codes_that_are_zeros_are_a_picture()
    {
        // One colour, whose blocks have the shortest codes: bits of zero.
        using Image black = Image.Black(200, 200, bands: 3), white = (black + 255).Cast(Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        byte[] file = white.JpegsaveBuffer(optimizeCoding: true, keep: Enums.ForeignKeep.None);

        Photos.Accept(file[..^2]);
        Photos.Reject(file[..^12]);
    }

    private static void Refused(int missing, byte[] upload) =>
        Assert.True(new PhotoNormalizer().Normalize(upload) is NormalizationResult.Rejected, $"accepted with {missing} bytes less");

    private static int EndLength(string kind) => kind[..3] switch { "jpe" => 2, "png" => 12, "gif" => 1, _ => 0 };

    private static byte[] File(string kind)
    {
        const Enums.ForeignKeep none = Enums.ForeignKeep.None;
        using SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.Rgb24> drawn = kind == "png chunks" ? Photos.Noise(120, 90)
            : Photos.Draw(131, 93);
        using Image image = Image.PngloadBuffer(Photos.Png(drawn)).CopyMemory();
        return kind switch
        {
            "jpeg" => image.JpegsaveBuffer(keep: none),
            "jpeg 4:4:4" => image.JpegsaveBuffer(q: 95, subsampleMode: Enums.ForeignSubsample.Off, keep: none),
            "jpeg grey" => image.Colourspace(Enums.Interpretation.Bw).JpegsaveBuffer(keep: none),
            "jpeg cmyk" => image.Bandjoin(image.ExtractBand(0)).Copy(interpretation: Enums.Interpretation.Cmyk).JpegsaveBuffer(keep: none),
            "jpeg restarts" => image.JpegsaveBuffer(restartInterval: 2, keep: none),
            "jpeg optimized" => image.JpegsaveBuffer(optimizeCoding: true, keep: none),
            "jpeg progressive" => image.JpegsaveBuffer(interlace: true, keep: none),
            "png interlaced" => image.PngsaveBuffer(interlace: true, keep: none),
            "png palette" => image.PngsaveBuffer(palette: true, keep: none),
            "png 16" => image.Colourspace(Enums.Interpretation.Rgb16).PngsaveBuffer(keep: none),
            "png" or "png chunks" => image.PngsaveBuffer(keep: none),
            "gif" => image.GifsaveBuffer(keep: none),
            _ => image.WebpsaveBuffer(keep: none),
        };
    }
}
