using ImageClassifier.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Tests;

/// <summary>A JPEG that is as a stored photo must be loses its metadata only.</summary>
public class KeptJpegTests
{
    private static readonly byte[] Plain = Photos.Jpeg(Photos.Draw(90, 60));

    [Fact]
    public void Its_pixels_stay_exactly_as_they_were()
    {
        NormalizedPhoto photo = Photos.Accept(Plain);

        Assert.Equal(Pixels(Plain), photo.Rgb.ToArray());
        Assert.Equal(Pixels(Plain), Pixels(photo.Jpeg));
        Assert.True(photo.Jpeg.Length <= Plain.Length);
    }

    [Fact]
    public void A_progressive_one_stays_progressive()
    {
        byte[] upload = Photos.Fixture("progressive.jpg");

        NormalizedPhoto photo = Photos.Accept(upload);

        Assert.True(photo.Jpeg.Span.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]) > 0);
        Assert.Equal(Pixels(upload), Pixels(photo.Jpeg));
    }

    [Fact]
    public void Everything_private_in_it_goes()
    {
        using Image<Rgb24> picture = Photos.Draw(90, 60);
        picture.Metadata.ExifProfile = new ExifProfile();
        picture.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)1);
        byte[] thumbnail = [.. "JFIF\0"u8, 1, 2, 0, 0, 1, 0, 1, 1, 1, .. "abc"u8];
        byte[] upload =
        [
            0xFF, 0xD8, .. Segment(0xE0, thumbnail), .. Segment(0xE0, "JFXX\0home address"u8), .. Segment(0xFE, "home address"u8), 0xFF,
            .. Segment(0xED, "Photoshop 3.0\0home address"u8), .. Photos.Jpeg(picture)[2..], .. "home address"u8,
        ];
        Assert.True(upload.AsSpan().IndexOf("Exif"u8) > 0);

        NormalizedPhoto photo = Photos.Accept(upload);

        Assert.False(photo.Rgb.IsEmpty);
        Assert.Equal(Pixels(upload), Pixels(photo.Jpeg));
        Assert.Equal(-1, photo.Jpeg.Span.IndexOf("home address"u8));
        Assert.Equal(-1, photo.Jpeg.Span.IndexOf("Exif"u8));
        Assert.Equal(-1, photo.Jpeg.Span.IndexOf("abc"u8));
        Assert.Equal([0xFF, 0xD9], photo.Jpeg.Span[^2..].ToArray());
    }

    [Theory]
    [InlineData("srgb", true)]
    [InlineData("p3", false)]
    // Of other colours than the photo's: it is ignored.
    [InlineData("cmyk", true)]
    public void A_profile_that_changes_nothing_is_no_reason_to_compress_anew(string profile, bool kept)
    {
        byte[] upload = Photos.WithProfile(Plain, Photos.Profile(profile));

        NormalizedPhoto photo = Photos.Accept(upload);

        Assert.Equal(kept, !photo.Rgb.IsEmpty);
        Assert.Equal(-1, photo.Jpeg.Span.IndexOf("ICC_PROFILE"u8));
    }

    /// <summary>Whatever its pixels need that a stored photo has not, or no stored photo should have.</summary>
    [Theory]
    [InlineData("display-p3.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("large")]
    [InlineData("turned")]
    [InlineData("wasteful")]
    public void Another_is_compressed_anew(string what)
    {
        using Image<Rgb24> picture = what == "large" ? Photos.Draw(600, 513) : Photos.Draw(64, 48);
        if (what == "turned")
        {
            picture.Metadata.ExifProfile = new ExifProfile();
            picture.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)3);
        }
        byte[] upload = what.EndsWith(".jpg", StringComparison.Ordinal) ? Photos.Fixture(what) : Photos.Jpeg(picture);
        // More than a byte for each pixel.
        if (what == "wasteful") upload = Photos.Jpeg(Photos.Noise(64, 48), 100);

        Assert.True(Photos.Accept(upload).Rgb.IsEmpty);
    }

    [Fact]
    public void Damaged_ones_are_refused_or_stored_as_what_they_decode_to()
    {
        var random = new Random(5);
        int kept = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] upload = [.. Plain];
            // Most of the structure is in the first 700 bytes.
            for (int change = random.Next(1, 4); change > 0; change--)
                upload[random.Next(2, Math.Min(700, upload.Length))] = (byte)random.Next(256);
            if (new PhotoNormalizer().Normalize(upload) is not NormalizationResult.Accepted { Photo: var photo } || photo.Rgb.IsEmpty)
                continue;
            kept++;
            Assert.Equal(photo.Rgb.ToArray(), Pixels(photo.Jpeg));
        }
        Assert.InRange(kept, 10, 290);
    }

    private static byte[] Segment(byte marker, ReadOnlySpan<byte> content) => [0xFF, marker, 0, (byte)(2 + content.Length), .. content];

    private static byte[] Pixels(ReadOnlyMemory<byte> file) => Photos.Decode(file).Pixels;
}
