using System.Buffers.Binary;

namespace Imaging.Tests;

/// <summary>What a PNG without a profile says of its colours is followed as browsers follow it.</summary>
public class PngColourChunkTests
{
    private static readonly int[] SrgbPlaces = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000],
        P3Places = [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000];

    [Theory]
    [InlineData(PngWriter.Rgb, 8)]
    [InlineData(PngWriter.Rgb, 16)]
    [InlineData(PngWriter.Grey, 8)]
    [InlineData(PngWriter.Grey, 16)]
    public void Linear_light_by_gAMA_is_converted(byte kind, byte depth)
    {
        Near((188, 188, 188), Decoded(Png(kind, depth, [128, 128, 128], Numbers("gAMA", 100_000))), 2);
        Near((188, 188, 188), Decoded(Png(kind, depth, [128, 128, 128], Numbers("gAMA", 100_000), Numbers("cHRM", SrgbPlaces))), 2);
    }

    [Fact]
    public void The_gamma_that_everybody_writes_is_that_of_sRGB() =>
        Near((128, 64, 30), Decoded(Png(PngWriter.Rgb, 8, [128, 64, 30], Numbers("gAMA", 45_455), Numbers("cHRM", SrgbPlaces))), 0);

    [Fact]
    public void Another_gamma_is_converted() =>
        // Light of (128 / 255)^1.8, in sRGB.
        Near((146, 146, 146), Decoded(Png(PngWriter.Rgb, 8, [128, 128, 128], Numbers("gAMA", 55_556))), 2);

    [Fact]
    public void Other_primaries_are_converted()
    {
        Near((150, 150, 150), Decoded(Png(PngWriter.Rgb, 8, [150, 150, 150], Numbers("cHRM", P3Places))), 1);
        // Display P3 (180, 120, 60) in sRGB.
        Near((190, 117, 45), Decoded(Png(PngWriter.Rgb, 8, [180, 120, 60], Numbers("cHRM", P3Places), Numbers("gAMA", 45_455))), 2);
        Near((190, 117, 45), Decoded(Png(PngWriter.Rgb, 8, [180, 120, 60], ("cICP", [12, 13, 0, 1]))), 2);
    }

    [Fact]
    public void The_word_sRGB_and_a_profile_stand_above_numbers()
    {
        Near((128, 128, 128), Decoded(Png(PngWriter.Rgb, 8, [128, 128, 128], ("sRGB", [0]), Numbers("gAMA", 100_000))), 0);
        Near((128, 128, 128),
            Decoded(Png(PngWriter.Rgb, 8, [128, 128, 128], PngWriter.Profile(Photos.Profile("srgb")), Numbers("gAMA", 100_000))), 1);
        Near((128, 128, 128), Decoded(Png(PngWriter.Rgb, 8, [128, 128, 128], ("cICP", [1, 13, 0, 1]), Numbers("gAMA", 100_000))), 0);
    }

    [Fact]
    public void Impossible_numbers_are_ignored()
    {
        Near((128, 64, 30), Decoded(Png(PngWriter.Rgb, 8, [128, 64, 30], Numbers("gAMA", 0))), 0);
        Near((128, 64, 30), Decoded(Png(PngWriter.Rgb, 8, [128, 64, 30], Numbers("gAMA", 45_455), Numbers("cHRM", new int[8]))), 0);
        Near((128, 64, 30), Decoded(Png(PngWriter.Rgb, 8, [128, 64, 30], Numbers("cHRM", [.. Enumerable.Repeat(33_333, 8)]))), 0);
    }

    private static (string, byte[]) Numbers(string type, params int[] values)
    {
        byte[] data = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4 * i), values[i]);
        return (type, data);
    }

    private static byte[] Png(byte kind, byte depth, byte[] colour, params (string, byte[])[] chunks)
    {
        IEnumerable<byte> pixel = colour.Take(kind == PngWriter.Grey ? 1 : 3).SelectMany(value => Enumerable.Repeat(value, depth / 8));
        byte[] row = [.. Enumerable.Repeat(pixel, 20).SelectMany(bytes => bytes)];
        return PngWriter.Write(20, 20, depth, kind, [.. Enumerable.Repeat(row, 20)], chunks);
    }

    private static (int, int, int) Decoded(byte[] png)
    {
        Photos.Accept(png);
        byte[] pixels = Photos.Decode(png).Pixels;
        return (pixels[0], pixels[1], pixels[2]);
    }

    private static void Near((int R, int G, int B) expected, (int R, int G, int B) actual, int tolerance)
    {
        int difference =
            Math.Max(Math.Abs(expected.R - actual.R), Math.Max(Math.Abs(expected.G - actual.G), Math.Abs(expected.B - actual.B)));
        Assert.True(difference <= tolerance, $"expected {expected} ± {tolerance}, was {actual}");
    }
}
