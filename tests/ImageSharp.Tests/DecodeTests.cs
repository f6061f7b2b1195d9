using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace ImageSharp.Tests;

public class DecodeTests
{
    [Theory]
    [InlineData("progressive.jpg", 6)]
    [InlineData("interlaced.png", 0)]
    [InlineData("still.gif", 0)]
    [InlineData("still.webp", 0)]
    [InlineData("display-p3.jpg", 6)]
    [InlineData("display-p3.png", 2)]
    [InlineData("cmyk.jpg", 14)]
    public void Every_format_and_colour_space_comes_out_as_the_same_sRGB(string name, int tolerance)
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(Fixture.Read(name));

        Assert.Equal((48, 32), (image.Width, image.Height));
        Fixture.Near(Fixture.Red, image[8, 8], tolerance);
        // Print cannot show this blue: out of CMYK it comes back duller.
        Fixture.Near(name == "cmyk.jpg" ? new Rgb24(41, 74, 146) : Fixture.Blue, image[40, 8], tolerance);
        Fixture.Near(Fixture.Green, image[24, 29], name == "cmyk.jpg" ? 40 : tolerance);
        Assert.Null(image.Metadata.IccProfile);
    }

    public static TheoryData<string, byte[], Rgba32, Rgba32> Depths => new()
    {
        { "1 bit grey", PngWriter.Write(2, 1, 1, PngWriter.Grey, [[0b0100_0000]]), Opaque(0, 0, 0), Opaque(255, 255, 255) },
        { "2 bit grey", PngWriter.Write(2, 1, 2, PngWriter.Grey, [[0b0110_0000]]), Opaque(85, 85, 85), Opaque(170, 170, 170) },
        { "4 bit grey", PngWriter.Write(2, 1, 4, PngWriter.Grey, [[0x3C]]), Opaque(51, 51, 51), Opaque(204, 204, 204) },
        { "8 bit grey", PngWriter.Write(2, 1, 8, PngWriter.Grey, [[7, 200]]), Opaque(7, 7, 7), Opaque(200, 200, 200) },
        { "16 bit grey", PngWriter.Write(2, 1, 16, PngWriter.Grey, [[0x10, 0x00, 0xFF, 0xFF]]), Opaque(16, 16, 16), Opaque(255, 255, 255) },
        { "grey and alpha", PngWriter.Write(2, 1, 8, PngWriter.GreyAlpha, [[9, 255, 90, 51]]), Opaque(9, 9, 9), new Rgba32(90, 90, 90, 51) },
        { "8 bit colour", PngWriter.Write(2, 1, 8, PngWriter.Rgb, [[1, 2, 3, 250, 251, 252]]), Opaque(1, 2, 3), Opaque(250, 251, 252) },
        {
            "16 bit colour", PngWriter.Write(2, 1, 16, PngWriter.Rgb, [[0x00, 0x81, 0x80, 0x80, 0x00, 0x7F, 0xFE, 0x7D, 0xFE, 0x7F, 0x01, 0x01]]),
            // Rounded, not cut off: v / 257.
            Opaque(1, 128, 0), Opaque(253, 254, 1)
        },
        { "8 bit colour and alpha", PngWriter.Write(2, 1, 8, PngWriter.RgbAlpha, [[1, 2, 3, 0, 4, 5, 6, 128]]), new Rgba32(1, 2, 3, 0), new Rgba32(4, 5, 6, 128) },
        {
            "16 bit colour and alpha", PngWriter.Write(2, 1, 16, PngWriter.RgbAlpha, [[1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 255, 255]]),
            new Rgba32(1, 2, 3, 4), Opaque(5, 6, 7)
        },
        {
            "palette", PngWriter.Write(2, 1, 8, PngWriter.Palette, [[1, 0]], ("PLTE", [10, 20, 30, 40, 50, 60])),
            Opaque(40, 50, 60), Opaque(10, 20, 30)
        },
        {
            "palette with transparency", PngWriter.Write(2, 1, 8, PngWriter.Palette, [[1, 0]], ("PLTE", [10, 20, 30, 40, 50, 60]), ("tRNS", [0])),
            Opaque(40, 50, 60), new Rgba32(10, 20, 30, 0)
        },
    };

    [Theory]
    [MemberData(nameof(Depths))]
    public void Every_kind_of_PNG_becomes_8_bit_colour(string kind, byte[] png, Rgba32 first, Rgba32 second)
    {
        using Image<Rgba32> withAlpha = Image.Load<Rgba32>(png);
        using Image<Rgb24> without = Image.Load<Rgb24>(png);

        Assert.Equal((kind, first, second), (kind, withAlpha[0, 0], withAlpha[1, 0]));
        // Alpha is dropped, not composed.
        Assert.Equal((kind, Drop(first), Drop(second)), (kind, without[0, 0], without[1, 0]));
    }

    [Fact]
    public void The_first_frame_stands_for_an_animation()
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(Fixture.Read("animated.gif"));
        Assert.Equal(new Size(24, 24), image.Size);
        Fixture.Near(new Rgb24(255, 0, 0), image[2, 2], 4);
    }

    [Fact]
    public void A_target_size_is_what_decoding_at_full_size_and_scaling_gives()
    {
        using Image<Rgb24> picture = Fixture.Picture(800, 600);
        byte[] jpeg = Fixture.Encode(picture);

        using Image<Rgb24> direct = Image.Load<Rgb24>(
            new DecoderOptions { TargetSize = new Size(80, 80), Sampler = KnownResamplers.Lanczos3 }, jpeg);
        using Image<Rgb24> scaled = Image.Load<Rgb24>(jpeg);
        scaled.Mutate(steps => steps.Resize(80, 60, KnownResamplers.Lanczos3));

        Assert.Equal(new Size(80, 60), direct.Size);
        double difference = 0;
        for (int i = 0; i < 4800; i++) difference += Math.Abs(scaled[i % 80, i / 80].G - direct[i % 80, i / 80].G);
        Assert.True(difference / 4800 < 1, $"differs by {difference / 4800:F2} levels");
    }

    [Fact]
    public async Task Streams_and_spans_give_the_same_pixels()
    {
        byte[] file = Fixture.Read("progressive.jpg");
        using Image<Rgb24> a = Image.Load<Rgb24>(file);
        using Image<Rgb24> b = Image.Load<Rgb24>(new MemoryStream(file));
        using Image<Rgb24> c = await Image.LoadAsync<Rgb24>(new MemoryStream(file), TestContext.Current.CancellationToken);

        byte[] pixels = Bytes(a);
        Assert.Equal(pixels, Bytes(b));
        Assert.Equal(pixels, Bytes(c));
    }

    [Fact]
    public void Many_threads_decode_at_once_and_get_the_same_pixels()
    {
        byte[] jpeg = Fixture.Encode(Fixture.Picture(300, 200)), png = Fixture.Read("interlaced.png"), broken = jpeg[..(jpeg.Length / 2)];
        byte[] expected = Bytes(Image.Load<Rgb24>(jpeg)), expectedPng = Bytes(Image.Load<Rgb24>(png));

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            Assert.Equal(expected, Bytes(Image.Load<Rgb24>(jpeg)));
            Assert.Equal(expectedPng, Bytes(Image.Load<Rgb24>(png)));
            Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(broken));
        });
    }

    private static byte[] Bytes(Image<Rgb24> image)
    {
        using (image)
        {
            byte[] bytes = new byte[image.Width * image.Height * 3];
            image.CopyPixelDataTo(bytes);
            return bytes;
        }
    }

    private static Rgba32 Opaque(byte r, byte g, byte b) => new(r, g, b);

    private static Rgb24 Drop(Rgba32 pixel) => new(pixel.R, pixel.G, pixel.B);
}
