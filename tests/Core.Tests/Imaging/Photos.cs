using ImageClassifier.Core.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Core.Tests.Imaging;

/// <summary>Photos drawn for the tests, and what is wanted of them.</summary>
internal static class Photos
{
    public static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name));

    /// <summary>Waves of colour; another seed is another photo.</summary>
    public static Image<Rgb24> Draw(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        double a = random.NextDouble() * 9, b = random.NextDouble() * 9, c = 4 + (random.NextDouble() * 9), d = 4 + (random.NextDouble() * 9);
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

    public static byte[] Jpeg(Image image, int quality = 95)
    {
        var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = quality, ColorType = JpegEncodingColor.YCbCrRatio444 });
        return stream.ToArray();
    }

    public static byte[] Png(Image image)
    {
        var stream = new MemoryStream();
        image.SaveAsPng(stream);
        return stream.ToArray();
    }

    public static NormalizedPhoto Accept(byte[] bytes, PhotoLimits? limits = null) =>
        Assert.IsType<NormalizationResult.Accepted>(new PhotoNormalizer(limits).Normalize(bytes)).Photo;

    public static PhotoRejection Reject(byte[] bytes, PhotoLimits? limits = null) =>
        Assert.IsType<NormalizationResult.Rejected>(new PhotoNormalizer(limits).Normalize(bytes)).Rejection;

    private static byte Level(double value) => (byte)(127 + (120 * value));
}
