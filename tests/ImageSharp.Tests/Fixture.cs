using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageSharp.Tests;

/// <summary>Files and pictures to test with. The fixtures of 48 × 32 show red on the left, blue on the right and a green strip below.</summary>
internal static class Fixture
{
    public static readonly Rgb24 Red = new(200, 30, 30), Blue = new(30, 60, 200), Green = new(40, 180, 60);

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name));

    public static byte[] Encode(Image image, IImageEncoder? encoder = null)
    {
        var stream = new MemoryStream();
        image.Save(stream, encoder ?? new JpegEncoder { Quality = 95, ColorType = JpegEncodingColor.YCbCrRatio444 });
        return stream.ToArray();
    }

    /// <summary>Smooth colours with some detail, of any size.</summary>
    public static Image<Rgb24> Picture(int width, int height)
    {
        var image = new Image<Rgb24>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                image[x, y] = new Rgb24((byte)(255 * x / width), (byte)(255 * y / height), (byte)(127 + (120 * Math.Sin(x * y / 90.0))));
            }
        }
        return image;
    }

    public static void Near(Rgb24 expected, Rgb24 actual, int tolerance)
    {
        int difference = Math.Max(Math.Abs(expected.R - actual.R), Math.Max(Math.Abs(expected.G - actual.G), Math.Abs(expected.B - actual.B)));
        Assert.True(difference <= tolerance, $"expected {expected} ± {tolerance}, was {actual}");
    }
}
