using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Functions.Tests.Support;

/// <summary>Small pictures that differ from each other.</summary>
internal static class TestPhotos
{
    /// <summary>A JPEG of coarse random blocks: the same for the same seed, unlike that of any other.</summary>
    public static byte[] Jpeg(int seed, int width = 64, int height = 48, int quality = 90)
    {
        var random = new Random(seed);
        using var image = new Image<Rgb24>(width, height);
        var colours = new Rgb24[8 * 8];
        for (int i = 0; i < colours.Length; i++)
            colours[i] = new Rgb24((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                image[x, y] = colours[y * 8 / height * 8 + x * 8 / width];
        using var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = quality });
        return stream.ToArray();
    }
}
