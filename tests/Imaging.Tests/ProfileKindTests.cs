using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Pixels;
using NetVips;

namespace Imaging.Tests;

/// <summary>Profiles of every kind in files of every kind: what fits is followed, what does not is as if it were not there.</summary>
public class ProfileKindTests
{
    private const int Side = 40;

    public static TheoryData<string, string> Foreign
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string file in (string[])["jpeg", "jpeg large", "jpeg progressive", "png", "png 16", "webp"])
                foreach (string profile in (string[])["grey", "linear grey", "cmyk", "lab", "cut", "noise", "no primaries",
                    "curves of nothing", "link"]) data.Add(file, profile);
            foreach (string file in (string[])["grey jpeg", "grey jpeg large", "grey png", "grey png 16"])
                foreach (string profile in (string[])["linear rgb", "adobe rgb", "cmyk", "lab", "cut", "noise", "grey without a curve"])
                    data.Add(file, profile);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void One_that_does_not_fit_changes_nothing(string file, string profile)
    {
        (int, int, int) expected = file.StartsWith("grey", StringComparison.Ordinal) ? (128, 128, 128) : (220, 30, 30);
        Near(expected, Stored(File(file, (220, 30, 30), 128, Profile(profile))), 3);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("jpeg large")]
    [InlineData("jpeg progressive")]
    [InlineData("png")]
    [InlineData("png 16")]
    [InlineData("webp")]
    public void Linear_light_is_converted_in_every_format(string file)
    {
        Near((188, 188, 188), Stored(File(file, (128, 128, 128), 0, IccWriter.Matrix(IccWriter.SrgbPrimaries, 1, "sRGB built-in"))), 3);
        Near((255, 188, 0), Stored(File(file, (255, 128, 0), 0, IccWriter.Matrix(IccWriter.SrgbPrimaries, 1, "sRGB"))), 4);
    }

    [Theory]
    [InlineData("grey jpeg")]
    [InlineData("grey jpeg large")]
    [InlineData("grey png")]
    [InlineData("grey png 16")]
    public void Linear_greys_are_converted_in_every_format(string file) =>
        Near((188, 188, 188), Stored(File(file, default, 128, IccWriter.Grey(1))), 3);

    [Theory]
    [InlineData("linear rgb")]
    [InlineData("linear grey")]
    [InlineData("lab")]
    [InlineData("cut")]
    [InlineData("noise")]
    public void Ink_with_a_profile_of_other_colours_is_ordinary_ink(string profile)
    {
        byte[] plain = Ink();
        Near(Stored(plain), Stored(Photos.WithProfile(plain, Profile(profile))), 0);
    }

    /// <summary>A stored photo without its profile must look as the upload with it does.</summary>
    [Theory]
    [InlineData("linear rgb")]
    [InlineData("adobe rgb")]
    [InlineData("gamma 2.2")]
    [InlineData("p3")]
    public void A_JPEG_does_not_keep_pixels_whose_profile_is_taken_away(string profile)
    {
        byte[] upload = File("jpeg", (180, 120, 60), 0, Profile(profile));
        NormalizedPhoto photo = Photos.Accept(upload);
        RgbImage shown = Photos.Decode(upload), stored = Photos.Decode(photo.Jpeg);
        Assert.InRange(shown.Pixels.Zip(stored.Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 3);
        Assert.True(photo.Rgb.IsEmpty);
    }

    private static byte[] Profile(string kind)
    {
        byte[] rgb = IccWriter.Matrix(IccWriter.AdobeRgbPrimaries, 2.2);
        switch (kind)
        {
            case "grey": return IccWriter.Grey(2.2);
            case "linear grey": return IccWriter.Grey(1);
            case "linear rgb": return IccWriter.Matrix(IccWriter.SrgbPrimaries, 1);
            case "gamma 2.2": return IccWriter.Matrix(IccWriter.SrgbPrimaries, 2.2, "sRGB IEC61966-2.1");
            case "adobe rgb": return rgb;
            case "p3": return Photos.Profile("p3");
            case "cmyk": return Photos.Profile("cmyk");
            case "lab": return IccWriter.Table("Lab ", 3, _ => (50, 0, 0));
            case "cut": return rgb[..(rgb.Length / 2)];
            case "noise":
                new Random(2).NextBytes(rgb.AsSpan(132));
                return rgb;
            case "no primaries":
                foreach (string tag in (string[])["rXYZ", "gXYZ", "bXYZ"]) rgb.AsSpan(Data(rgb, tag) + 8, 12).Clear();
                return rgb;
            case "curves of nothing":
                // Tables of two zeros: everything is black.
                foreach (string tag in (string[])["rTRC", "gTRC", "bTRC"])
                    ((byte[])[0, 0, 0, 2, 0, 0, 0, 0]).CopyTo(rgb, Data(rgb, tag) + 8);
                return rgb;
            case "link":
                "link"u8.CopyTo(rgb.AsSpan(12));
                return rgb;
            default:
                byte[] grey = IccWriter.Grey(1);
                "none"u8.CopyTo(grey.AsSpan(grey.AsSpan().IndexOf("kTRC"u8)));
                return grey;
        }
    }

    private static int Data(byte[] profile, string tag)
    {
        int entry = profile.AsSpan(132).IndexOf(System.Text.Encoding.ASCII.GetBytes(tag)) + 132;
        return System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(profile.AsSpan(entry + 4));
    }

    private static byte[] File(string kind, (int R, int G, int B) colour, int grey, byte[] profile)
    {
        bool isGrey = kind.StartsWith("grey", StringComparison.Ordinal), deep = kind.EndsWith("16", StringComparison.Ordinal);
        int side = kind.EndsWith("large", StringComparison.Ordinal) ? 700 : Side, scale = deep ? 257 : 1;
        double[] values = [.. isGrey ? [grey * scale] : (double[])[colour.R * scale, colour.G * scale, colour.B * scale]];
        using Image black = Image.Black(side, side, bands: values.Length), plain = (black + values)
            .Cast(deep ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar)
            .Copy(interpretation: isGrey ? deep ? Enums.Interpretation.Grey16 : Enums.Interpretation.Bw : deep ? Enums.Interpretation.Rgb16
                : Enums.Interpretation.Srgb);
        if (kind.Contains("jpeg"))
            return Photos.WithProfile(plain.JpegsaveBuffer(q: 95, interlace: kind.EndsWith("progressive", StringComparison.Ordinal)),
                profile);
        if (kind == "webp")
            return WebpWriter.Write(plain.WebpsaveBuffer(lossless: true, keep: Enums.ForeignKeep.None), side, side, ("ICCP", profile),
                null);
        byte[] png = plain.PngsaveBuffer(keep: Enums.ForeignKeep.None);
        return PngWriter.Insert(png, PngWriter.Profile(profile));
    }

    private static byte[] Ink()
    {
        using Image black = Image.Black(Side, Side, bands: 4);
        using Image ink = (black + new double[] { 20, 200, 150, 30 }).Cast(Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Cmyk);
        return ink.JpegsaveBuffer(q: 98, keep: Enums.ForeignKeep.None);
    }

    private static (int R, int G, int B) Stored(byte[] upload)
    {
        RgbImage image = Photos.Decode(Photos.Accept(upload).Jpeg);
        int middle = 3 * (image.Width * (image.Height / 2) + image.Width / 2);
        return (image.Pixels[middle], image.Pixels[middle + 1], image.Pixels[middle + 2]);
    }

    private static void Near((int R, int G, int B) expected, (int R, int G, int B) actual, int tolerance)
    {
        int difference =
            Math.Max(Math.Abs(expected.R - actual.R), Math.Max(Math.Abs(expected.G - actual.G), Math.Abs(expected.B - actual.B)));
        Assert.True(difference <= tolerance, $"expected {expected} ± {tolerance}, was {actual}");
    }
}
