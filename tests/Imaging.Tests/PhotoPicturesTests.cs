using ImageClassifier.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Tests;

public sealed class PhotoPicturesTests
{
    [Fact]
    public void A_heat_map_is_bilinear_between_the_middles_of_its_cells()
    {
        var map = new HeatMap(2, 2, [0, 1, 0.5f, 0.5f]);

        Assert.Equal([0, 1, 0.5f, 0.5f], [map.At(0, 0), map.At(1, 0), map.At(0.25, 1), map.At(0.75, 0.75)]);
        Assert.Equal(0.5f, map.At(0.5, 0.5));
        Assert.Equal(0.25f, map.At(0.375, 0.25));
    }

    [Fact]
    public void What_decided_is_bright_and_the_rest_is_dark()
    {
        var pictures = PhotoPictures.Of(Grey(400, 200), side: 64, visible: 1, new HeatMap(2, 1, [1, 0]));

        using Image<Rgb24> photo = Image.Load<Rgb24>(pictures.Photo), overlay = Image.Load<Rgb24>(pictures.Overlay);
        Assert.Equal((64, 64, 64, 64), (photo.Width, photo.Height, overlay.Width, overlay.Height));
        Assert.InRange(photo[32, 32].R, 118, 138);
        // 0.4 · 128 + 0.6 · the ends of the ramp: (252, 255, 164) and (0, 0, 4).
        Assert.InRange(overlay[2, 32].G, 195, 212);
        Assert.InRange(overlay[61, 32].G, 42, 60);
    }

    [Fact]
    public void Only_the_part_that_the_network_sees_is_shown()
    {
        // Half of the side is seen: the white frame around the middle is cut off.
        using var image = new Image<Rgb24>(200, 200, new Rgb24(255, 255, 255));
        for (int y = 50; y < 150; y++)
            for (int x = 50; x < 150; x++) image[x, y] = new Rgb24(0, 0, 0);

        PhotoPictures pictures = PhotoPictures.Of(Jpeg(image), side: 40, visible: 0.5, new HeatMap(1, 1, [0]));

        using Image<Rgb24> photo = Image.Load<Rgb24>(pictures.Photo);
        Assert.InRange(photo[2, 2].G, 0, 40);
        Assert.InRange(photo[37, 37].G, 0, 40);
    }

    private static byte[] Grey(int width, int height)
    {
        using var image = new Image<Rgb24>(width, height, new Rgb24(128, 128, 128));
        return Jpeg(image);
    }

    private static byte[] Jpeg(Image<Rgb24> image)
    {
        using var buffer = new MemoryStream();
        image.SaveAsJpeg(buffer, new JpegEncoder { Quality = 95 });
        return buffer.ToArray();
    }
}
