using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Files;
using ImageClassifier.Imaging.Libvips;
using ImageClassifier.Imaging.Pixels;
using NetVips;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Tests;

/// <summary>What every kind of file decodes to.</summary>
public class PhotoFormatTests
{
    public static TheoryData<string, byte[], Rgb24, Rgb24> Pngs => new()
    {
        { "1 bit grey", PngWriter.Write(2, 1, 1, PngWriter.Grey, [[0b0100_0000]]), new(0, 0, 0), new(255, 255, 255) },
        { "2 bit grey", PngWriter.Write(2, 1, 2, PngWriter.Grey, [[0b0110_0000]]), new(85, 85, 85), new(170, 170, 170) },
        { "4 bit grey", PngWriter.Write(2, 1, 4, PngWriter.Grey, [[0x3C]]), new(51, 51, 51), new(204, 204, 204) },
        { "8 bit grey", PngWriter.Write(2, 1, 8, PngWriter.Grey, [[7, 200]]), new(7, 7, 7), new(200, 200, 200) },
        { "16 bit grey", PngWriter.Write(2, 1, 16, PngWriter.Grey, [[0x10, 0x00, 0xFF, 0xFF]]), new(16, 16, 16), new(255, 255, 255) },
        // 90 · 51/255 + 255 · 204/255.
        { "grey and alpha", PngWriter.Write(2, 1, 8, PngWriter.GreyAlpha, [[9, 255, 90, 51]]), new(9, 9, 9), new(222, 222, 222) },
        { "8 bit colour", PngWriter.Write(2, 1, 8, PngWriter.Rgb, [[1, 2, 3, 250, 251, 252]]), new(1, 2, 3), new(250, 251, 252) },
        // Rounded, not cut off: v / 257.
        { "16 bit colour", PngWriter.Write(2, 1, 16, PngWriter.Rgb,
            [[0x00, 0x81, 0x80, 0x80, 0x00, 0x7F, 0xFE, 0x7D, 0xFE, 0x7F, 0x01, 0x01]]), new(1, 128, 0), new(253, 254, 1) },
        { "8 bit colour and alpha", PngWriter.Write(2, 1, 8, PngWriter.RgbAlpha, [[1, 2, 3, 0, 4, 5, 6, 255]]), new(255, 255, 255),
            new(4, 5, 6) },
        { "16 bit colour and alpha", PngWriter.Write(2, 1, 16, PngWriter.RgbAlpha,
            [[1, 1, 2, 2, 3, 3, 0, 0, 5, 5, 200, 200, 7, 7, 255, 255]]), new(255, 255, 255), new(5, 200, 7) },
        { "palette", PngWriter.Write(2, 1, 8, PngWriter.Palette, [[1, 0]], ("PLTE", [10, 20, 30, 40, 50, 60])), new(40, 50, 60),
            new(10, 20, 30) },
        { "palette with transparency", PngWriter.Write(2, 1, 8, PngWriter.Palette, [[1, 0]], ("PLTE", [10, 20, 30, 40, 50, 60]),
            ("tRNS", [0])), new(40, 50, 60), new(255, 255, 255) },
        { "grey with a transparent one", PngWriter.Write(2, 1, 8, PngWriter.Grey, [[7, 200]], ("tRNS", [0, 7])), new(255, 255, 255),
            new(200, 200, 200) },
    };

    [Theory]
    [MemberData(nameof(Pngs))]
    public void Every_kind_of_PNG_becomes_8_bit_colour_over_white(string kind, byte[] png, Rgb24 first, Rgb24 second)
    {
        byte[] pixels = Photos.Decode(png).Pixels;
        Assert.Equal((kind, first, second), (kind, new Rgb24(pixels[0], pixels[1], pixels[2]), new Rgb24(pixels[3], pixels[4], pixels[5])));
    }

    [Theory]
    [InlineData(Enums.ForeignSubsample.On, false)]
    [InlineData(Enums.ForeignSubsample.On, true)]
    [InlineData(Enums.ForeignSubsample.Off, false)]
    [InlineData(Enums.ForeignSubsample.Off, true)]
    public void A_JPEG_keeps_its_colours_with_any_sampling(Enums.ForeignSubsample subsampling, bool progressive)
    {
        using SixLabors.ImageSharp.Image<Rgb24> drawn = Photos.Draw(75, 53);
        byte[] png = Photos.Png(drawn);
        using Image image = Image.PngloadBuffer(png);

        Assert.InRange(Difference(Photos.Decode(png),
            Photos.Decode(image.JpegsaveBuffer(q: 95, interlace: progressive, subsampleMode: subsampling))), 0, 2.5);
    }

    [Theory]
    [InlineData("jpeg", 1)]
    [InlineData("jpeg progressive", 1)]
    [InlineData("webp", 2)]
    public void Decoding_at_a_fraction_gives_what_scaling_the_whole_gives(string kind, double tolerance)
    {
        using SixLabors.ImageSharp.Image<Rgb24> drawn = Photos.Draw(816, 608);
        using Image image = Image.PngloadBuffer(Photos.Png(drawn));
        byte[] file = kind == "webp" ? image.WebpsaveBuffer(q: 95) : image.JpegsaveBuffer(q: 95, interlace: kind != "jpeg");
        PhotoFile read = PhotoFile.Read(PhotoFormats.Of(file)!.Value, file)!;

        // Not declared is not shrunk.
        Assert.InRange(Difference(VipsDecoder.Decode(read, 61), VipsDecoder.Decode(read, 61, (816, 608))), 0, tolerance);
    }

    [Fact]
    public void Orientation_counts_in_PNG_and_WebP()
    {
        byte[] exif = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        byte[] png = PngWriter.Write(32, 16, 8, PngWriter.Grey, [.. Enumerable.Repeat(new byte[32], 16)], ("eXIf", exif));
        using SixLabors.ImageSharp.Image<Rgb24> drawn = Photos.Draw(32, 16);
        using Image image = Image.PngloadBuffer(Photos.Png(drawn)),
            tagged = image.Mutate(photo => photo.Set(GValue.GIntType, "orientation", 6));

        Assert.Equal((16, 32), Size(Photos.Accept(png)));
        Assert.Equal((16, 32), Size(Photos.Accept(tagged.WebpsaveBuffer(lossless: true))));

        static (int, int) Size(NormalizedPhoto photo) => (photo.Width, photo.Height);
    }

    [Fact]
    public void Transparent_places_of_a_GIF_are_white()
    {
        using Image black = Image.Black(32, 32, bands: 4);
        byte[] pixels = Photos.Decode(black.Copy(interpretation: Enums.Interpretation.Srgb).GifsaveBuffer()).Pixels;
        Assert.All(pixels, value => Assert.Equal(255, value));
    }

    [Fact]
    public void Hidden_colour_does_not_bleed_when_scaled()
    {
        using var image = new SixLabors.ImageSharp.Image<Rgba32>(1200, 600, new Rgba32(255, 0, 0, 0));
        for (int y = 0; y < 600; y++) for (int x = 0; x < 600; x++) image[x, y] = new Rgba32(0, 255, 0, 255);

        byte[] png = Photos.Png(image);
        RgbImage small = VipsDecoder.Decode(PhotoFile.Read(PhotoFormat.Png, png)!, 40);

        // Green, white, and what lies between: never more red than blue.
        for (int i = 0; i < small.Pixels.Length; i += 3) Assert.InRange(small.Pixels[i] - small.Pixels[i + 2], 0, 2);
    }

    private static double Difference(RgbImage a, RgbImage b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        return a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average();
    }
}
