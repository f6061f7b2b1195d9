using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Imaging.Tests;

public class PerceptualHashTests
{
    [Fact]
    public void Compression_scaling_and_brightness_change_few_bits()
    {
        using Image<Rgb24> image = Photos.Draw(600, 450);
        string original = Hash(Photos.Png(image));
        using Image<Rgb24> smaller = image.Clone(steps => steps.Resize(401, 300));

        Assert.InRange(Distance(original, Hash(Photos.Jpeg(image, 30))), 0, 8);
        Assert.InRange(Distance(original, Hash(Photos.Png(smaller))), 0, 8);
        Assert.InRange(Distance(original, Hash(Photos.Png(Darker(image)))), 0, 8);
    }

    [Fact]
    public void Other_photos_are_far_away()
    {
        string[] hashes = [.. Enumerable.Range(1, 12).Select(seed => Hash(Photos.Png(Photos.Draw(200, 150, seed))))];
        for (int i = 0; i < hashes.Length; i++)
        {
            for (int j = 0; j < i; j++) Assert.True(Distance(hashes[i], hashes[j]) > 20, $"{i} and {j}");
        }
    }

    [Fact]
    public void A_bit_says_that_the_right_neighbour_is_brighter()
    {
        byte[] rising = new byte[34 * 32 * 3];
        for (int i = 0; i < rising.Length; i++) rising[i] = (byte)(i / 3 % 34 * 7);
        byte[] falling = [.. rising.Reverse()];

        Assert.Equal(new string('f', 64), PerceptualHash.Of(rising, 34, 32));
        Assert.Equal(new string('0', 64), PerceptualHash.Of(falling, 34, 32));
        Assert.Equal(256, Distance(new string('f', 64), new string('0', 64)));
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(1, 1)]
    [InlineData(3, 900)]
    public void Any_size_has_a_hash(int width, int height) =>
        Assert.Equal(64, PerceptualHash.Of(new byte[width * height * 3], width, height).Length);

    private static int Distance(string a, string b) => PhotoHash.Parse(a).DistanceTo(PhotoHash.Parse(b));

    private static string Hash(byte[] file) => Photos.Accept(file).PerceptualHash;

    private static Image<Rgb24> Darker(Image<Rgb24> image)
    {
        Image<Rgb24> darker = image.Clone();
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                Rgb24 pixel = image[x, y];
                darker[x, y] = new Rgb24((byte)(pixel.R * 0.8), (byte)(pixel.G * 0.8), (byte)(pixel.B * 0.8));
            }
        }
        return darker;
    }
}
