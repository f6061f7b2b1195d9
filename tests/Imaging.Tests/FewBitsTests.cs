using ImageClassifier.Imaging.Pixels;

namespace Imaging.Tests;

/// <summary>Values of fewer bits that were written into 16 as they are.</summary>
public class FewBitsTests
{
    private const int Side = 48;

    [Theory]
    [InlineData(8, PngWriter.Rgb, "")]
    [InlineData(10, PngWriter.Rgb, "")]
    [InlineData(12, PngWriter.Rgb, "")]
    [InlineData(14, PngWriter.Rgb, "")]
    [InlineData(12, PngWriter.Grey, "")]
    [InlineData(12, PngWriter.RgbAlpha, "")]
    [InlineData(12, PngWriter.GreyAlpha, "")]
    [InlineData(12, PngWriter.RgbAlpha, "full alpha")]
    [InlineData(12, PngWriter.Rgb, "srgb")]
    [InlineData(12, PngWriter.Rgb, "cmyk")]
    [InlineData(12, PngWriter.Grey, "adobe rgb")]
    public void Are_as_bright_as_they_were_meant(int bits, byte kind, string with)
    {
        byte[] png = Png(Side, bits, kind, with);
        Photos.Accept(png);
        RgbImage image = Photos.Decode(png);
        for (int x = 1; x < Side; x += 9)
        {
            int expected = (int)Math.Round(255.0 * x / (Side - 1)), actual = image.Pixels[3 * (Side * (Side / 2) + x)];
            Assert.InRange(actual, expected - 2, expected + 2);
        }
    }

    [Fact]
    public void Are_seen_in_a_photo_that_is_scaled_down()
    {
        // Sharp edges overshoot when they are scaled.
        byte[][] rows = [.. Enumerable.Range(0, 900).Select(y => (byte[])[.. Enumerable.Range(0, 900)
            .SelectMany(x => Enumerable.Repeat(Half((x / 30 + y / 30) % 2 * 4095), 3).SelectMany(half => half))])];
        RgbImage image = Photos.Decode(Photos.Accept(PngWriter.Write(900, 900, 16, PngWriter.Rgb, rows)).Jpeg);
        Assert.InRange(image.Pixels.Count(value => value > 240) / (double)image.Pixels.Length, 0.35, 0.65);
    }

    [Fact]
    public void A_dark_photo_of_16_bits_stays_dark()
    {
        // As 8 bits become 16.
        byte[] dark = PngWriter.Write(Side, Side, 16, PngWriter.Rgb, Rows(Side, x => 257 * (x % 12), PngWriter.Rgb, 0));
        Assert.Equal(11, Photos.Decode(dark).Pixels.Max());
        byte[] black = PngWriter.Write(Side, Side, 16, PngWriter.Rgb, Rows(Side, x => x % 40, PngWriter.Rgb, 0));
        Assert.Equal(0, Photos.Decode(black).Pixels.Max());
    }

    [Fact]
    public void Linear_light_is_not_made_brighter()
    {
        byte[] png = PngWriter.Write(Side, Side, 16, PngWriter.Rgb, Rows(Side, _ => 4000, PngWriter.Rgb, 0),
            PngWriter.Profile(IccWriter.Matrix(IccWriter.SrgbPrimaries, 1)));
        // 6.1 % of the light.
        Assert.InRange(Photos.Decode(png).Pixels.Max(), 68, 72);
    }

    private static byte[] Png(int side, int bits, byte kind, string with)
    {
        int most = (1 << bits) - 1;
        byte[][] rows = Rows(side, x => most * x / (side - 1), kind, with == "full alpha" ? ushort.MaxValue : most);
        byte[]? profile = with switch
        {
            "srgb" or "cmyk" => Photos.Profile(with),
            "adobe rgb" => IccWriter.Matrix(IccWriter.AdobeRgbPrimaries, 2.2),
            _ => null,
        };
        return profile is null ? PngWriter.Write(side, side, 16, kind, rows)
            : PngWriter.Write(side, side, 16, kind, rows, PngWriter.Profile(profile));
    }

    private static byte[][] Rows(int side, Func<int, int> value, byte kind, int alpha)
    {
        int colours = kind is PngWriter.Grey or PngWriter.GreyAlpha ? 1 : 3;
        byte[] row = [.. Enumerable.Range(0, side).SelectMany(x => Enumerable.Repeat(Half(value(x)), colours).SelectMany(half => half)
            .Concat(kind is PngWriter.GreyAlpha or PngWriter.RgbAlpha ? Half(alpha) : []))];
        return [.. Enumerable.Repeat(row, side)];
    }

    private static byte[] Half(int value) => [(byte)(value >> 8), (byte)value];
}
