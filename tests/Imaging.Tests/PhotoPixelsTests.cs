using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Pixels;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Tests;

public class PhotoPixelsTests
{
    [Fact]
    public void Pixels_are_planes_of_red_green_and_blue()
    {
        using var image = new Image<Rgb24>(32, 32, new Rgb24(10, 200, 90));
        byte[] planes = PhotoPixels.LoadRgb(Photos.Png(image), 16, 8, ResizeFit.Squash);

        Assert.Equal(3 * 8 * 16, planes.Length);
        Assert.All(planes[..128], value => Assert.Equal(10, value));
        Assert.All(planes[128..256], value => Assert.Equal(200, value));
        Assert.All(planes[256..], value => Assert.Equal(90, value));
    }

    [Fact]
    public void Cropping_keeps_the_middle_and_squashing_keeps_everything()
    {
        using var image = new Image<Rgb24>(90, 30, new Rgb24(255, 0, 0));
        for (int y = 0; y < 30; y++) for (int x = 30; x < 60; x++) image[x, y] = new Rgb24(0, 0, 255);

        byte[] cropped = PhotoPixels.LoadRgb(Photos.Png(image), 30, 30, ResizeFit.Crop);
        byte[] squashed = PhotoPixels.LoadRgb(Photos.Png(image), 30, 30, ResizeFit.Squash);

        Assert.All(cropped[..900], red => Assert.Equal(0, red));
        Assert.Equal((255, 0, 255), (squashed[(15 * 30) + 2], squashed[(15 * 30) + 15], squashed[(15 * 30) + 28]));
    }

    [Fact]
    public void One_decoding_makes_several_squares_and_tells_the_aspect_ratio()
    {
        // Red but for a blue middle third, and in it a green middle of 10 × 10.
        using var image = new Image<Rgb24>(90, 30, new Rgb24(255, 0, 0));
        for (int y = 0; y < 30; y++)
            for (int x = 30; x < 60; x++)
                image[x, y] = x is >= 40 and < 50 && y is >= 10 and < 20 ? new Rgb24(0, 255, 0) : new Rgb24(0, 0, 255);

        (IReadOnlyList<byte[]> squares, double aspect) = PhotoPixels.LoadSquares(Photos.Png(image),
            new PhotoSquare(ResizeFit.Crop, 30, 30), new PhotoSquare(ResizeFit.Crop, 30, 10), new PhotoSquare(ResizeFit.Squash, 30, 30));

        Assert.Equal(3, aspect);
        Assert.Equal(PhotoPixels.LoadRgb(Photos.Png(image), 30, 30, ResizeFit.Crop), squares[0]);
        Assert.All(squares[1][100..200], green => Assert.Equal(255, green));
        Assert.All(squares[1][..100], red => Assert.Equal(0, red));
        Assert.Equal(PhotoPixels.LoadRgb(Photos.Png(image), 30, 30, ResizeFit.Squash), squares[2]);
    }

    [Fact]
    public void Rows_and_columns_are_not_swapped()
    {
        using var image = new Image<Rgb24>(40, 20);
        for (int y = 0; y < 20; y++) for (int x = 0; x < 40; x++) image[x, y] = new Rgb24((byte)(x * 6), (byte)(y * 12), 0);

        byte[] planes = PhotoPixels.LoadRgb(Photos.Png(image), 40, 20, ResizeFit.Squash);

        Assert.Equal((39 * 6, 7 * 12), (planes[39], planes[800 + (7 * 40)]));
    }

    [Fact]
    public void Shrinking_does_not_alias()
    {
        using var image = new Image<Rgb24>(256, 256);
        for (int y = 0; y < 256; y++) for (int x = 0; x < 256; x++) image[x, y] = (x + y) % 2 == 0 ? new Rgb24(255, 255, 255) : default;
        Assert.All(PhotoPixels.LoadRgb(Photos.Png(image), 48, 48, ResizeFit.Crop), value => Assert.InRange(value, 110, 145));
    }

    [Fact]
    public void What_cannot_be_decoded_is_an_error() =>
        Assert.Throws<PhotoDecodingException>(() =>
            PhotoPixels.LoadRgb(Photos.Jpeg(Photos.Draw(60, 60)).AsMemory(0, 300), 8, 8, ResizeFit.Crop));
}
