using System.Buffers.Binary;
using System.Security.Cryptography;
using ImageClassifier.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.Metadata.Profiles.Xmp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Imaging.Tests;

public class PhotoNormalizerTests
{
    [Theory]
    [InlineData(1024, 768, 683, 512)]
    [InlineData(768, 1024, 512, 683)]
    [InlineData(4000, 513, 3992, 512)]
    [InlineData(512, 700, 512, 700)]
    [InlineData(100, 80, 100, 80)]
    [InlineData(2600, 2600, 512, 512)]
    public void The_shorter_side_is_at_most_512_and_nothing_is_enlarged(int width, int height, int storedWidth, int storedHeight)
    {
        NormalizedPhoto photo = Photos.Accept(Photos.Jpeg(Photos.Draw(width, height), 60));

        Assert.Equal((storedWidth, storedHeight, width, height), (photo.Width, photo.Height, photo.OriginalWidth, photo.OriginalHeight));
        Assert.Equal(new Size(storedWidth, storedHeight), Image.Identify(photo.Jpeg.ToArray()).Size());
    }

    [Theory]
    [InlineData("progressive.jpg", "JPEG", 8)]
    [InlineData("display-p3.jpg", "JPEG", 8)]
    [InlineData("interlaced.png", "PNG", 4)]
    [InlineData("display-p3.png", "PNG", 4)]
    [InlineData("still.gif", "GIF", 4)]
    [InlineData("still.webp", "WebP", 4)]
    public void Every_accepted_format_is_stored_in_the_right_colours(string name, string format, int tolerance)
    {
        NormalizedPhoto photo = Photos.Accept(Photos.Fixture(name));
        using Image<Rgb24> image = Image.Load<Rgb24>(photo.Jpeg.Span);

        Assert.Equal(format, photo.OriginalFormat);
        Near(new Rgb24(200, 30, 30), image[8, 8], tolerance);
        Near(new Rgb24(30, 60, 200), image[40, 8], tolerance);
    }

    [Fact]
    public void CMYK_is_turned_into_the_colours_that_were_printed()
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(Photos.Accept(Photos.Fixture("cmyk.jpg")).Jpeg.Span);
        Near(new Rgb24(200, 30, 30), image[8, 8], 16);
        // The blue of the screen lies outside what ink can do.
        Near(new Rgb24(41, 74, 146), image[40, 8], 16);
    }

    [Fact]
    public void Sixteen_bits_become_eight()
    {
        byte[] row = [.. Enumerable.Range(0, 32).SelectMany(_ => new byte[] { 0x80, 0x80, 0x40, 0x40, 0xC0, 0xC0 })];
        byte[] png = PngWriter.Write(32, 32, 16, PngWriter.Rgb, [.. Enumerable.Repeat(row, 32)]);
        using Image<Rgb24> image = Image.Load<Rgb24>(Photos.Accept(png).Jpeg.Span);
        Near(new Rgb24(128, 64, 192), image[16, 16], 3);
    }

    [Fact]
    public void Alpha_is_composed_over_white()
    {
        using var image = new Image<Rgba32>(64, 64, new Rgba32(0, 0, 0, 0));
        for (int y = 0; y < 64; y++) for (int x = 0; x < 32; x++) image[x, y] = new Rgba32(200, 0, 0, 128);
        using Image<Rgb24> stored = Image.Load<Rgb24>(Photos.Accept(Photos.Png(image)).Jpeg.Span);
        Near(new Rgb24(227, 127, 127), stored[8, 32], 4);
        Near(new Rgb24(255, 255, 255), stored[56, 32], 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Every_EXIF_orientation_is_stored_upright(int orientation)
    {
        using Image<Rgb24> scene = Photos.Draw(120, 80);
        using Image<Rgb24> held = scene.Clone(steps => Hold(steps, orientation));
        held.Metadata.ExifProfile = new ExifProfile();
        held.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)orientation);

        NormalizedPhoto photo = Photos.Accept(Photos.Jpeg(held));
        using Image<Rgb24> stored = Image.Load<Rgb24>(photo.Jpeg.Span);

        Assert.Equal((120, 80, 120, 80), (photo.Width, photo.Height, photo.OriginalWidth, photo.OriginalHeight));
        foreach ((int x, int y) in new[] { (10, 10), (110, 10), (10, 70), (110, 70), (60, 40) }) Near(scene[x, y], stored[x, y], 16);
    }

    [Fact]
    public void No_metadata_is_stored()
    {
        using Image<Rgb24> image = Photos.Draw(60, 40);
        image.Metadata.ExifProfile = new ExifProfile();
        image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)1);
        image.Metadata.XmpProfile = new XmpProfile("<x:xmpmeta xmlns:x='adobe:ns:meta/'>home address</x:xmpmeta>"u8.ToArray());

        byte[] jpeg = Photos.Accept(Photos.Jpeg(image)).Jpeg.ToArray();

        Assert.Equal(-1, jpeg.AsSpan().IndexOf("Exif"u8));
        Assert.Equal(-1, jpeg.AsSpan().IndexOf("home address"u8));
        Assert.Equal(-1, jpeg.AsSpan().IndexOf("ICC_PROFILE"u8));
    }

    [Fact]
    public void The_digest_is_of_size_and_pixels()
    {
        using Image<Rgb24> image = Photos.Draw(40, 30);
        byte[] hashed = new byte[8 + (40 * 30 * 3)];
        BinaryPrimitives.WriteInt32LittleEndian(hashed, 40);
        BinaryPrimitives.WriteInt32LittleEndian(hashed.AsSpan(4), 30);
        image.CopyPixelDataTo(hashed.AsSpan(8));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(hashed)), Photos.Accept(Photos.Png(image)).Sha256);
    }

    [Fact]
    public void The_same_bytes_give_the_same_photo_from_every_thread()
    {
        byte[] upload = Photos.Jpeg(Photos.Draw(900, 700));
        var normalizer = new PhotoNormalizer();
        NormalizedPhoto[] photos = new NormalizedPhoto[24];
        Parallel.For(0, photos.Length, i => photos[i] = Assert.IsType<NormalizationResult.Accepted>(normalizer.Normalize(upload)).Photo);

        Assert.All(photos, photo => Assert.Equal(photos[0].Sha256, photo.Sha256));
        Assert.All(photos, photo => Assert.True(photo.Jpeg.Span.SequenceEqual(photos[0].Jpeg.Span)));
    }

    [Fact]
    public void A_cancelled_call_does_nothing() =>
        Assert.Throws<OperationCanceledException>(() =>
            new PhotoNormalizer().Normalize(Photos.Fixture("still.gif"), new CancellationToken(true)));

    // The inverse of what a viewer does for each value of the EXIF orientation.
    private static void Hold(IImageProcessingContext steps, int orientation) => _ = orientation switch
    {
        2 => steps.Flip(FlipMode.Horizontal),
        3 => steps.Rotate(RotateMode.Rotate180),
        4 => steps.Flip(FlipMode.Vertical),
        5 => steps.Flip(FlipMode.Horizontal).Rotate(RotateMode.Rotate270),
        6 => steps.Rotate(RotateMode.Rotate270),
        7 => steps.Flip(FlipMode.Horizontal).Rotate(RotateMode.Rotate90),
        8 => steps.Rotate(RotateMode.Rotate90),
        _ => steps,
    };

    private static void Near(Rgb24 expected, Rgb24 actual, int tolerance)
    {
        int difference =
            Math.Max(Math.Abs(expected.R - actual.R), Math.Max(Math.Abs(expected.G - actual.G), Math.Abs(expected.B - actual.B)));
        Assert.True(difference <= tolerance, $"expected {expected} ± {tolerance}, was {actual}");
    }
}
