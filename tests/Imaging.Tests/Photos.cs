using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Files;
using ImageClassifier.Imaging.Libvips;
using ImageClassifier.Imaging.Pixels;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Tests;

/// <summary>Photos drawn for the tests, and what is wanted of them.</summary>
internal static class Photos
{
    public static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name));

    /// <summary>Waves of colour; another seed is another photo.</summary>
    public static Image<Rgb24> Draw(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        double a = random.NextDouble() * 9, b = random.NextDouble() * 9, c = 4 + (random.NextDouble() * 9),
            d = 4 + (random.NextDouble() * 9);
        var image = new Image<Rgb24>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double u = (double)x / width, v = (double)y / height;
                image[x, y] = new Rgb24(Level(Math.Sin(a + (c * u))), Level(Math.Sin(b + (d * v))), Level(Math.Sin((c * u) + (d * v * u))));
            }
        }
        return image;
    }

    /// <summary>One colour.</summary>
    public static Image<Rgb24> Plain(int width, int height, byte r, byte g, byte b) => new(width, height, new Rgb24(r, g, b));

    /// <summary>Pixels that have nothing to do with each other.</summary>
    public static Image<Rgb24> Noise(int width, int height, int seed = 1)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return Image.LoadPixelData<Rgb24>(pixels, width, height);
    }

    public static byte[] Jpeg(Image image, int quality = 95)
    {
        var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = quality, ColorType = JpegColorType.YCbCrRatio444 });
        return stream.ToArray();
    }

    public static byte[] Png(Image image)
    {
        var stream = new MemoryStream();
        image.SaveAsPng(stream);
        return stream.ToArray();
    }

    /// <summary>A profile that libvips brings: <c>srgb</c>, <c>p3</c> or <c>cmyk</c>.</summary>
    public static byte[] Profile(string name) => NetVips.Image.ProfileLoad(name);

    /// <summary>Puts a profile into a JPEG, in as many parts as it needs.</summary>
    public static byte[] WithProfile(byte[] jpeg, byte[] profile)
    {
        const int part = 60_000;
        byte[][] parts = [.. profile.Chunk(part)];
        IEnumerable<byte> segments = parts.SelectMany((bytes, i) =>
        {
            int length = 2 + 14 + bytes.Length;
            return (byte[])[0xFF, 0xE2, (byte)(length >> 8), (byte)length, .. "ICC_PROFILE\0"u8, (byte)(i + 1), (byte)parts.Length,
                .. bytes];
        });
        return [.. jpeg[..2], .. segments, .. jpeg[2..]];
    }

    /// <summary>The pixels of a file, [height, width, 3].</summary>
    public static RgbImage Decode(ReadOnlyMemory<byte> file) =>
        VipsDecoder.Decode(PhotoFile.Read(PhotoFormats.Of(file.Span)!.Value, file.Span)!);

    public static NormalizedPhoto Accept(byte[] bytes, PhotoLimits? limits = null) =>
        Assert.IsType<NormalizationResult.Accepted>(new PhotoNormalizer(limits).Normalize(bytes)).Photo;

    public static PhotoRejection Reject(byte[] bytes, PhotoLimits? limits = null) =>
        Assert.IsType<NormalizationResult.Rejected>(new PhotoNormalizer(limits).Normalize(bytes)).Rejection;

    private static byte Level(double value) => (byte)(127 + (120 * value));
}
