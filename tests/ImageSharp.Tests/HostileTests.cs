using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageSharp.Tests;

public class HostileTests
{
    public static TheoryData<string> Files =>
        ["progressive.jpg", "cmyk.jpg", "display-p3.jpg", "display-p3.png", "interlaced.png", "still.gif", "animated.gif", "still.webp", "animated.webp", "animated.png"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_cut_anywhere_is_an_error_and_never_a_grey_area(string name)
    {
        byte[] file = Fixture.Read(name);
        byte[]? whole = Pixels(file);
        Assert.NotNull(whole);
        // Turning CMYK and Display P3 into sRGB takes many times as long as decoding, so these are cut more coarsely.
        int step = name == "cmyk.jpg" ? 11 : name.StartsWith("display-p3") ? 3 : 1;
        for (int length = 0; length < file.Length; length += step)
        {
            // Only what follows the pixels of the first frame may be missing.
            byte[]? pixels = Pixels(file.AsSpan(0, length));
            Assert.True(pixels is null || pixels.AsSpan().SequenceEqual(whole), $"{name} cut at {length} of {file.Length} bytes gave other pixels");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Flipped_bits_give_pixels_or_one_of_the_two_errors(string name)
    {
        byte[] file = Fixture.Read(name);
        var random = new Random(name.Length);
        int errors = 0;
        int rounds = name == "cmyk.jpg" ? 100 : name.StartsWith("display-p3") ? 400 : 2000;
        for (int round = 0; round < rounds; round++)
        {
            byte[] broken = [.. file];
            for (int flips = random.Next(1, 6); flips > 0; flips--) broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            if (Pixels(broken) is null) errors++;
        }
        Assert.True(errors > 0, "no flip did any harm, so nothing was tested");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Random_tails_give_pixels_or_one_of_the_two_errors(string name)
    {
        byte[] file = Fixture.Read(name);
        var random = new Random(7);
        for (int round = 0; round < (name == "cmyk.jpg" ? 30 : 300); round++)
        {
            byte[] broken = [.. file];
            random.NextBytes(broken.AsSpan(random.Next(12, broken.Length)));
            Pixels(broken);
        }
    }

    [Fact]
    public void A_size_that_no_memory_holds_is_an_error()
    {
        var error = Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(PngWriter.Declaring(30_000, 30_000)));
        Assert.StartsWith("The PNG", error.Message);
    }

    // Null where one of the two documented errors was thrown; any other exception fails the test.
    private static byte[]? Pixels(ReadOnlySpan<byte> file)
    {
        try
        {
            ImageInfo info = Image.Identify(file);
            if ((long)info.Width * info.Height > 4_000_000) return null;
            using Image<Rgb24> image = Image.Load<Rgb24>(file);
            byte[] pixels = new byte[image.Width * image.Height * 3];
            image.CopyPixelDataTo(pixels);
            return pixels;
        }
        catch (UnknownImageFormatException)
        {
            return null;
        }
        catch (InvalidImageContentException)
        {
            return null;
        }
    }
}
