using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace EndToEnd.Tests.Support;

/// <summary>Folders of small drawn photos: each class has its own colour, each photo its own pattern.</summary>
public static class TestPhotos
{
    private static readonly (string Label, Rgb24 Colour)[] Classes =
        [("blue", new Rgb24(40, 60, 200)), ("green", new Rgb24(40, 180, 60)), ("red", new Rgb24(200, 50, 40))];

    /// <summary>Writes <paramref name="perClass"/> photos of each of the first <paramref name="classes"/> classes.</summary>
    public static void Write(string folder, int perClass, int classes = 3, int firstSeed = 0, int side = 64)
    {
        foreach (((string label, Rgb24 colour), int k) in Classes.Take(classes).Select((entry, k) => (entry, k)))
        {
            Directory.CreateDirectory(Path.Combine(folder, label));
            for (int i = 0; i < perClass; i++)
                File.WriteAllBytes(Path.Combine(folder, label, $"{firstSeed + i:0000}.jpg"),
                    Jpeg(Draw(side, side, colour, (1000 * k) + firstSeed + i)));
        }
    }

    /// <summary>Every kind of file that people drop into a folder of photos.</summary>
    public static void WriteHostile(string folder)
    {
        byte[] valid = Jpeg(Draw(96, 64, Classes[0].Colour, 9001));
        Put("zero-bytes.jpg", []);
        Put("truncated.jpg", valid[..(valid.Length / 2)]);
        Put("text.jpg", Encoding.UTF8.GetBytes("This is not a photo."));
        Put("drawing.png",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/></svg>"u8.ToArray());
        Put("bomb.png", PngWriter.Declaring(30_000, 30_000));
        Put("scan.tif", Fixture("photo.tif"));
        Put("animated.gif", Fixture("animated.gif"));
        Put("print.jpg", Fixture("cmyk.jpg"));
        Put("deep.png", Deep(Draw(80, 60, Classes[0].Colour, 9002)));
        Put("glass.png", Png(Draw(80, 60, Classes[0].Colour, 9003).CloneAs<Rgba32>()));
        Put("turned.jpg", Turned());
        byte[] twin = Jpeg(Draw(70, 70, Classes[0].Colour, 9004));
        Put("twin 1.jpg", twin);
        Put("twin 2.jpg", twin);
        byte[] torn = Jpeg(Draw(70, 70, Classes[0].Colour, 9005));
        Put("both.jpg", torn);
        File.WriteAllBytes(Path.Combine(folder, "red", "both.jpg"), torn);
        int seed = 9100;
        foreach (string name in OddNames) Put(name, Jpeg(Draw(64, 64, Classes[0].Colour, seed++)));
        return;

        void Put(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder, "blue", name), bytes);
    }

    /// <summary>Names of valid photos that a careless program trips over.</summary>
    public static IReadOnlyList<string> OddNames { get; } =
        ["with space.jpg", "#1 100% (copy).jpg", "%41.jpg", "größe 日本.jpg", $"{new string('n', 196)}.jpg", "no ending"];

    public static byte[] Jpeg(Image image)
    {
        var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = 90 });
        return stream.ToArray();
    }

    public static Image<Rgb24> Draw(int width, int height, Rgb24 colour, int seed)
    {
        var random = new Random(seed);
        double a = random.NextDouble() * 9, b = 3 + (random.NextDouble() * 9), c = 3 + (random.NextDouble() * 9);
        var image = new Image<Rgb24>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double wave = 0.75 + (0.25 * Math.Sin(a + (b * x / width) + (c * y / height)));
                image[x, y] = new Rgb24((byte)(colour.R * wave), (byte)(colour.G * wave), (byte)(colour.B * wave));
            }
        }
        return image;
    }

    /// <summary>60×90 pixels that say of themselves: turn me, I am 90×60 with a white left half.</summary>
    private static byte[] Turned()
    {
        var image = new Image<Rgb24>(60, 90);
        for (int y = 0; y < 90; y++)
            for (int x = 0; x < 60; x++)
                image[x, y] = y >= 45 ? new Rgb24(255, 255, 255) : new Rgb24(0, 0, 0);
        image.Metadata.ExifProfile = new ExifProfile();
        // 6: the top of the photo lies at the right of the stored pixels, so the stored bottom becomes the left.
        image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)6);
        return Jpeg(image);
    }

    /// <summary>A PNG with 16 bits a channel.</summary>
    private static byte[] Deep(Image<Rgb24> image) => PngWriter.Write(image.Width, image.Height, 16, PngWriter.Rgb,
    [
        .. Enumerable.Range(0, image.Height).Select(y => Enumerable.Range(0, image.Width)
            .SelectMany(x => new[] { image[x, y].R, image[x, y].R, image[x, y].G, image[x, y].G, image[x, y].B, image[x, y].B }).ToArray()),
    ]);

    private static byte[] Png(Image image)
    {
        var stream = new MemoryStream();
        image.SaveAsPng(stream);
        return stream.ToArray();
    }

    private static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name));
}
