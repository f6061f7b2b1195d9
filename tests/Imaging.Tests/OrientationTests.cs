using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Pixels;
using NetVips;

namespace Imaging.Tests;

/// <summary>The orientation counts in every format, however it is written.</summary>
public class OrientationTests
{
    public static TheoryData<string, ushort, int, int, bool> Ways
    {
        get
        {
            var data = new TheoryData<string, ushort, int, int, bool>();
            foreach (string file in (string[])["jpeg", "jpeg large", "png", "png late", "webp"])
                foreach ((ushort type, int size) in ((ushort, int)[])[(1, 1), (3, 2), (4, 4), (6, 1), (8, 2), (9, 4)])
                    foreach (bool little in (bool[])[true, false]) data.Add(file, type, size, type == 3 ? 3 : 1, little);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_photo_is_stored_upright(string file, ushort type, int size, int count, bool little)
    {
        byte[] exif = ExifWriter.Orientation(6, type, size, count, little);
        int scale = file == "jpeg large" ? 20 : 1;
        // Left half red, right half blue: turned by a quarter, red is above.
        using Image left = Colour(24 * scale, 32 * scale, 220, 30, 30), right = Colour(24 * scale, 32 * scale, 30, 30, 220),
            both = left.Join(right, Enums.Direction.Horizontal);
        byte[] upload = file switch
        {
            "png" => PngWriter.Insert(both.PngsaveBuffer(keep: Enums.ForeignKeep.None), ("eXIf", exif)),
            "png late" => PngWriter.InsertLate(both.PngsaveBuffer(keep: Enums.ForeignKeep.None), ("eXIf", exif)),
            "webp" => WebpWriter.Write(both.WebpsaveBuffer(lossless: true, keep: Enums.ForeignKeep.None), 48, 32, null, ("EXIF", exif)),
            _ => WithExif(both.JpegsaveBuffer(q: 95, keep: Enums.ForeignKeep.None), exif),
        };

        NormalizedPhoto photo = Photos.Accept(upload);

        RgbImage stored = Photos.Decode(photo.Jpeg);
        Assert.Equal((32 * scale, 48 * scale), (photo.OriginalWidth, photo.OriginalHeight));
        Assert.True(stored.Height > stored.Width);
        int above = 3 * (stored.Width * (stored.Height / 5) + stored.Width / 2),
            below = 3 * (stored.Width * (4 * stored.Height / 5) + stored.Width / 2);
        Assert.True(stored.Pixels[above] > 180 && stored.Pixels[above + 2] < 80, "red is above");
        Assert.True(stored.Pixels[below] < 80 && stored.Pixels[below + 2] > 180, "blue is below");
    }

    private static byte[] WithExif(byte[] jpeg, byte[] exif)
    {
        int length = 2 + 6 + exif.Length;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. exif, .. jpeg[2..]];
    }

    private static Image Colour(int width, int height, double r, double g, double b)
    {
        using Image black = Image.Black(width, height, bands: 3);
        return (black + (double[])[r, g, b]).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
    }
}
