using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageSharp.Tests;

public class IdentifyTests
{
    [Theory]
    [InlineData("progressive.jpg", "JPEG")]
    [InlineData("cmyk.jpg", "JPEG")]
    [InlineData("interlaced.png", "PNG")]
    [InlineData("still.gif", "GIF")]
    [InlineData("still.webp", "Webp")]
    public async Task Tells_format_size_and_one_frame(string name, string format)
    {
        ImageInfo info = Image.Identify(Fixture.Read(name));
        ImageInfo streamed = await Image.IdentifyAsync(new MemoryStream(Fixture.Read(name)), TestContext.Current.CancellationToken);

        Assert.Equal((48, 32, 1), (info.Width, info.Height, info.FrameMetadataCollection.Count));
        Assert.Equal(format, info.Metadata.DecodedImageFormat?.Name);
        Assert.Equal(info.Size, streamed.Size);
    }

    [Theory]
    [InlineData("animated.gif")]
    [InlineData("animated.webp")]
    public void Counts_the_frames_of_an_animation(string name)
    {
        ImageInfo info = Image.Identify(Fixture.Read(name));
        Assert.Equal((24, 24, 3), (info.Width, info.Height, info.FrameMetadataCollection.Count));
    }

    [Fact]
    public void Reads_the_headers_and_nothing_more()
    {
        byte[] png = PngWriter.Declaring(30_000, 30_000);
        long before = Environment.WorkingSet;
        for (int i = 0; i < 20; i++) Assert.Equal(new Size(30_000, 30_000), Image.Identify(png).Size);
        // One decoded copy would be 2.7 GB.
        Assert.True(Environment.WorkingSet - before < 100_000_000);
    }

    [Fact]
    public void Alpha_is_described()
    {
        byte[] opaque = PngWriter.Write(1, 1, 8, PngWriter.Rgb, [[1, 2, 3]]);
        byte[] translucent = PngWriter.Write(1, 1, 8, PngWriter.RgbAlpha, [[1, 2, 3, 4]]);

        Assert.Equal((24, PixelAlphaRepresentation.None), (Image.Identify(opaque).PixelType.BitsPerPixel, Image.Identify(opaque).PixelType.AlphaRepresentation));
        Assert.Equal(PixelAlphaRepresentation.Unassociated, Image.Identify(translucent).PixelType.AlphaRepresentation);
    }

    public static TheoryData<string, byte[]> Foreign => new()
    {
        { "nothing", [] },
        { "text", Encoding.ASCII.GetBytes("a text named photo.jpg") },
        { "svg", Encoding.ASCII.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>") },
        { "pdf", Encoding.ASCII.GetBytes("%PDF-1.4\n%%EOF") },
        { "bmp", [(byte)'B', (byte)'M', 0, 0, 0, 0] },
        { "tiff", Fixture.Read("photo.tif") },
        { "ppm", Encoding.ASCII.GetBytes("P6\n1 1\n255\nabc") },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Other_formats_are_unknown_whatever_libvips_could_read(string what, byte[] bytes)
    {
        Assert.Throws<UnknownImageFormatException>(() => Image.Identify(bytes));
        Assert.Throws<UnknownImageFormatException>(() => Image.DetectFormat(bytes));
        var error = Assert.Throws<UnknownImageFormatException>(() => Image.Load<Rgb24>(bytes));
        Assert.Contains("JPEG, PNG, WebP, GIF", error.Message + what);
    }
}
