using ImageClassifier.Imaging.Pixels;
using NetVips;

namespace Imaging.Tests;

/// <summary>Colours of photos with a profile come out as the formulas of CIE and IEC 61966-2-1 say; values were computed apart from any
/// library.</summary>
public class PhotoColourTests
{
    [Theory]
    // What is sRGB (200, 30, 30), (30, 60, 200), (40, 180, 60) and a grey.
    [InlineData(171, 35, 35, 200, 30, 30)]
    [InlineData(45, 62, 195, 30, 60, 200)]
    [InlineData(106, 179, 72, 40, 180, 60)]
    [InlineData(127, 127, 127, 128, 128, 128)]
    public void Adobe_RGB_is_converted(byte r, byte g, byte b, byte red, byte green, byte blue) =>
        Near((red, green, blue), Stored(Png(r, g, b, IccWriter.Matrix(IccWriter.AdobeRgbPrimaries, 563 / 256.0))), 2);

    [Theory]
    [InlineData(150, 100, 50, 167, 100, 42)]
    public void A_JPEG_in_Adobe_RGB_is_converted(byte r, byte g, byte b, byte red, byte green, byte blue) =>
        Near((red, green, blue), Stored(
            Photos.WithProfile(Photos.Jpeg(Photos.Plain(64, 48, r, g, b)), IccWriter.Matrix(IccWriter.AdobeRgbPrimaries, 563 / 256.0))), 4);

    [Theory]
    [InlineData(0, 50, 40, 20, 185, 88, 87)]
    [InlineData(1, 60, -30, 30, 101, 158, 89)]
    [InlineData(2, 40, 10, -40, 77, 91, 160)]
    [InlineData(4, 70, 20, -20, 194, 159, 208)]
    public void A_profile_of_tables_to_CIELAB_is_followed(int corner, double l, double a, double b, byte red, byte green, byte blue)
    {
        byte[] profile = IccWriter.Table("RGB ", 3, i => i == corner ? (l, a, b) : (90, 0, 0));
        Near((red, green, blue), Stored(Png(Level(corner, 4), Level(corner, 2), Level(corner, 1), profile)), 3);
    }

    [Theory]
    [InlineData(8, 50, 40, 20, 185, 88, 87)]
    [InlineData(4, 60, -30, 30, 101, 158, 89)]
    [InlineData(1, 40, 10, -40, 77, 91, 160)]
    public void Ink_has_the_colours_that_its_profile_says(int corner, double l, double a, double b, byte red, byte green, byte blue)
    {
        byte[] profile = IccWriter.Table("CMYK", 4, i => i == corner ? (l, a, b) : (90, 0, 0));
        byte[] jpeg = Ink(Level(corner, 8), Level(corner, 4), Level(corner, 2), Level(corner, 1));
        Near((red, green, blue), Stored(Photos.WithProfile(jpeg, profile)), 5);
    }

    [Fact]
    public void Ink_without_a_profile_has_the_colours_of_ordinary_print()
    {
        // Cyan, magenta and yellow of coated paper, more or less.
        Near((0, 160, 230), Stored(Ink(255, 0, 0, 0)), 25);
        Near((220, 0, 125), Stored(Ink(0, 255, 0, 0)), 25);
        Near((255, 237, 0), Stored(Ink(0, 0, 255, 0)), 25);
        Near((255, 255, 255), Stored(Ink(0, 0, 0, 0)), 2);
    }

    [Theory]
    [InlineData(128, 188)]
    [InlineData(20, 79)]
    public void Linear_light_is_converted_whatever_the_profile_is_called(byte value, byte expected)
    {
        Near((expected, expected, expected),
            Stored(Png(value, value, value, IccWriter.Matrix(IccWriter.SrgbPrimaries, 1, "sRGB IEC61966-2.1"))), 2);
        Near((expected, expected, expected),
            Stored(PngWriter.Write(32, 32, 8, PngWriter.Grey, Rows([value]), PngWriter.Profile(IccWriter.Grey(1)))), 2);
    }

    [Fact]
    public void Sixteen_bits_of_linear_light_keep_their_shadows()
    {
        // 0.2 % of the light: 131 of 65,535, which 8 bits would round to 1 or 0. In sRGB it is 6.6.
        byte[] png = PngWriter.Write(32, 32, 16, PngWriter.Rgb, Rows([0, 131, 0, 131, 1, 6]),
            PngWriter.Profile(IccWriter.Matrix(IccWriter.SrgbPrimaries, 1)));
        Near((7, 7, 13), Stored(png), 2);
    }

    [Fact]
    public void A_profile_of_other_colours_than_the_photo_has_is_ignored()
    {
        Near((200, 30, 30), Stored(Png(200, 30, 30, IccWriter.Grey(1))), 0);
        Near((200, 30, 30), Stored(Png(200, 30, 30, IccWriter.Table("CMYK", 4, _ => (50, 0, 0)))), 0);
        Near((77, 77, 77), Stored(
            PngWriter.Write(32, 32, 8, PngWriter.Grey, Rows([77]), PngWriter.Profile(IccWriter.Matrix(IccWriter.SrgbPrimaries, 1)))), 0);
    }

    [Fact]
    public void A_broken_profile_is_ignored()
    {
        byte[] profile = IccWriter.Matrix(IccWriter.AdobeRgbPrimaries, 2.2);
        for (int at = 128; at < profile.Length; at++) profile[at] = 0xEE;
        Near((200, 30, 30), Stored(Png(200, 30, 30, profile)), 0);
        Near((200, 30, 30), Stored(Png(200, 30, 30, [1, 2, 3])), 0);
    }

    [Fact]
    public void Transparent_pixels_show_white_whatever_the_profile()
    {
        byte[] png = PngWriter.Write(32, 32, 8, PngWriter.RgbAlpha, Rows([10, 20, 30, 0]),
            PngWriter.Profile(IccWriter.Matrix(IccWriter.AdobeRgbPrimaries, 563 / 256.0)));
        Near((255, 255, 255), Stored(png), 1);
    }

    private static byte Level(int corner, int bit) => (corner & bit) != 0 ? byte.MaxValue : (byte)0;

    private static byte[][] Rows(byte[] pixel) =>
        [.. Enumerable.Repeat<byte[]>([.. Enumerable.Repeat(pixel, 32).SelectMany(bytes => bytes)], 32)];

    private static byte[] Png(byte r, byte g, byte b, byte[] profile) =>
        PngWriter.Write(32, 32, 8, PngWriter.Rgb, Rows([r, g, b]), PngWriter.Profile(profile));

    private static byte[] Ink(byte c, byte m, byte y, byte k)
    {
        using Image black = Image.Black(32, 32, bands: 4);
        using Image ink = (black + new double[] { c, m, y, k }).Cast(Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Cmyk);
        return ink.JpegsaveBuffer(q: 98, keep: Enums.ForeignKeep.None);
    }

    // Before a new compression could change it.
    private static (byte, byte, byte) Stored(byte[] upload)
    {
        Photos.Accept(upload);
        RgbImage image = Photos.Decode(upload);
        int middle = 3 * (image.Width * (image.Height / 2) + image.Width / 2);
        return (image.Pixels[middle], image.Pixels[middle + 1], image.Pixels[middle + 2]);
    }

    private static void Near((int R, int G, int B) expected, (byte R, byte G, byte B) actual, int tolerance)
    {
        int difference =
            Math.Max(Math.Abs(expected.R - actual.R), Math.Max(Math.Abs(expected.G - actual.G), Math.Abs(expected.B - actual.B)));
        Assert.True(difference <= tolerance, $"expected {expected} ± {tolerance}, was {actual}");
    }
}
