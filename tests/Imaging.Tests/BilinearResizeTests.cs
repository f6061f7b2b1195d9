using System.Security.Cryptography;
using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Pixels;

namespace Imaging.Tests;

/// <summary>What Pillow 9.4 makes of the same pixels: digests of its planes of red, green and blue.</summary>
public class BilinearResizeTests
{
    [Theory]
    [InlineData(61, 47, 20, 16, "d7fa5742c756acd1f4120ae453e66087cf17828bfaa37567dbd54a1d14539117")]
    [InlineData(61, 47, 100, 90, "f69333606256c4bf0dfdfd2801a01b18310dc33e9c9958acd2dd61b45778258a")]
    [InlineData(61, 47, 61, 9, "05c64da5cc0e8679825af2bcdf84bb4da0226816ec3f680f1e0fbe7a109b3220")]
    [InlineData(64, 48, 7, 5, "95489cde3c432254ed6f60ee9beffbaf3bafb073bd7cdde3c0e8734d6ad58dbc")]
    [InlineData(33, 90, 32, 87, "0cfc8c7a77978f9493e3c9a5572e1a2d221c2554d4386ca3b6b6317d1c6db591")]
    public void Pixels_are_those_of_Pillow(int width, int height, int toWidth, int toHeight, string sha256)
    {
        byte[] planes = BilinearResize.Apply(Picture(width, height), (toWidth, toHeight), new Window(0, 0, toWidth, toHeight));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(planes)));
    }

    [Fact]
    public void Squares_are_those_of_torchvision()
    {
        // Resize(40), which makes 59 × 40 of 91 × 61, and CenterCrop(30).
        RgbImage picture = Picture(91, 61);
        byte[] planes = PhotoPixels.SquaresOf(picture.Pixels, 91, 61, new PhotoSquare(ResizeFit.Crop, 40, 30)).Squares[0];
        Assert.Equal("71846ad0739b09e3d78b75059167909c1eea29737b1a9f9605e3ef50d50cba4d", Convert.ToHexStringLower(SHA256.HashData(planes)));
    }

    [Fact]
    public void A_part_is_the_same_as_in_the_whole()
    {
        RgbImage picture = Picture(50, 40);
        byte[] whole = BilinearResize.Apply(picture, (30, 25), new Window(0, 0, 30, 25)),
            part = BilinearResize.Apply(picture, (30, 25), new Window(4, 7, 11, 9));
        for (int y = 0; y < 9; y++)
            for (int x = 0; x < 11; x++) Assert.Equal(whole[(y + 7) * 30 + x + 4], part[y * 11 + x]);
    }

    private static RgbImage Picture(int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % width, y = i / 3 / width;
            pixels[i] = (byte)(x * 7 + y * 13 + i % 3 * 29 + x * y % 31 * 5);
        }
        return new RgbImage(pixels, width, height);
    }
}
