using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.Metadata.Profiles.Xmp;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageSharp.Tests;

public class EncodeTests
{
    [Fact]
    public async Task PNG_keeps_every_pixel()
    {
        using Image<Rgb24> image = Fixture.Picture(37, 21);
        var stream = new MemoryStream();
        await image.SaveAsPngAsync(stream, TestContext.Current.CancellationToken);

        using Image<Rgb24> read = Image.Load<Rgb24>(stream.ToArray());
        for (int i = 0; i < 37 * 21; i++) Assert.Equal(image[i % 37, i / 37], read[i % 37, i / 37]);
    }

    [Fact]
    public void PNG_keeps_alpha()
    {
        using Image<Rgba32> image = Image.LoadPixelData<Rgba32>([new Rgba32(1, 2, 3, 4), new Rgba32(250, 251, 252, 0)], 2, 1);
        using Image<Rgba32> read = Image.Load<Rgba32>(Fixture.Encode(image, new PngEncoder()));
        Assert.Equal((image[0, 0], image[1, 0]), (read[0, 0], read[1, 0]));
    }

    [Fact]
    public void Higher_quality_is_larger_and_closer()
    {
        using Image<Rgb24> image = Fixture.Picture(120, 90);
        byte[] low = Fixture.Encode(image, new JpegEncoder { Quality = 20 }), high = Fixture.Encode(image, new JpegEncoder { Quality = 95 });
        Assert.True(high.Length > 2 * low.Length);
        Assert.True(Error(image, high) < Error(image, low));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_that_does_not_exist_is_refused(int quality) =>
        Assert.Contains(quality.ToString(), Assert.Throws<ArgumentException>(() => new JpegEncoder { Quality = quality }).Message);

    [Fact]
    public void Metadata_is_written_unless_told_otherwise()
    {
        using Image<Rgb24> image = Fixture.Picture(32, 32);
        image.Metadata.ExifProfile = new ExifProfile();
        image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)6);
        image.Metadata.XmpProfile = new XmpProfile("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"u8.ToArray());

        ImageInfo with = Image.Identify(Fixture.Encode(image, new JpegEncoder()));
        ImageInfo without = Image.Identify(Fixture.Encode(image, new JpegEncoder { SkipMetadata = true }));
        image.Metadata.ExifProfile = null;
        image.Metadata.XmpProfile = null;
        ImageInfo cleared = Image.Identify(Fixture.Encode(image, new JpegEncoder()));

        Assert.True(with.Metadata.ExifProfile!.TryGetValue(ExifTag.Orientation, out IExifValue<ushort>? orientation));
        Assert.Equal(6, orientation.Value);
        Assert.NotNull(with.Metadata.XmpProfile);
        Assert.Null(without.Metadata.ExifProfile);
        Assert.Null(without.Metadata.XmpProfile);
        Assert.Null(cleared.Metadata.ExifProfile);
    }

    [Fact]
    public void Grey_JPEG_comes_back_as_grey_colour()
    {
        using Image<Rgb24> image = Fixture.Picture(32, 32);
        byte[] jpeg = Fixture.Encode(image, new JpegEncoder { ColorType = JpegEncodingColor.Luminance });

        Assert.Equal(8, Image.Identify(jpeg).PixelType.BitsPerPixel);
        using Image<Rgb24> read = Image.Load<Rgb24>(jpeg);
        for (int i = 0; i < 1024; i++) Assert.True(read[i % 32, i / 32] is var p && p.R == p.G && p.G == p.B);
    }

    [Fact]
    public void Too_few_pixels_are_refused() =>
        Assert.Throws<ArgumentException>(() => Image.LoadPixelData<Rgb24>(new Rgb24[5], 2, 3));

    [Fact]
    public void A_picture_without_sides_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Image<Rgb24>(0, 3));

    private static double Error(Image<Rgb24> image, byte[] file)
    {
        using Image<Rgb24> read = Image.Load<Rgb24>(file);
        double sum = 0;
        for (int y = 0; y < image.Height; y++) for (int x = 0; x < image.Width; x++) sum += Math.Abs(image[x, y].G - read[x, y].G);
        return sum;
    }
}
