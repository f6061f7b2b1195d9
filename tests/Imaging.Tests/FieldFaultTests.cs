using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Pixels;

namespace Imaging.Tests;

/// <summary>Files that other systems, and this one before, were reported to get wrong: four quadrants of red, green, blue and grey, 320 ×
/// 240.</summary>
public class FieldFaultTests
{
    private static readonly (int X, int Y) Red = (80, 60), Grey = (240, 180);

    [Fact]
    public void A_grey_profile_in_a_colour_photo_leaves_red_red()
    {
        RgbImage image = Stored("icc-gray-in-rgb.jpg");
        Near((220, 30, 30), image, Red, 3);
    }

    [Fact]
    public void A_linear_profile_is_followed_though_its_name_says_sRGB() =>
        Near((188, 188, 188), Stored("icc-gimp-linear-srgb.jpg"), Grey, 3);

    [Fact]
    public void A_linear_profile_of_greys_is_followed() => Near((188, 188, 188), Stored("icc-gray-linear-in-gray.jpg"), Grey, 3);

    [Fact]
    public void An_orientation_written_as_LONG_counts()
    {
        NormalizedPhoto photo = Photos.Accept(Photos.Fixture("exif-orientation-6-type4.jpg"));

        Assert.Equal((240, 320, 240, 320), (photo.Width, photo.Height, photo.OriginalWidth, photo.OriginalHeight));
        RgbImage image = Photos.Decode(photo.Jpeg);
        // Turned by a quarter: what was below on the left is above on the left.
        Near((220, 30, 30), image, (180, 80), 12);
    }

    [Fact]
    public void Twelve_bits_in_sixteen_are_visible()
    {
        RgbImage image = Stored("png-12-in-16-bit.png");
        Assert.InRange(image.Pixels.Max(), (byte)180, (byte)255);
    }

    [Fact]
    public void A_missing_end_marker_alone_is_no_reason()
    {
        RgbImage image = Stored("jpeg-no-eoi.jpg");
        Near((220, 30, 30), image, Red, 3);
        Near((image.Pixels[^3], image.Pixels[^2], image.Pixels[^1]), image, (319, 239), 0);
    }

    [Fact]
    public void A_scan_that_stops_early_is_cut_short()
    {
        byte[] file = Photos.Fixture("jpeg-no-eoi.jpg");
        foreach (int missing in new[] { 1, 2, 3, 8, 30, 200, 1000 })
        {
            Assert.Equal((missing, PhotoRejectionCode.Truncated), (missing, Photos.Reject(file[..^missing]).Code));
        }
    }

    [Fact]
    public void HEIC_is_known_by_any_of_its_brands()
    {
        PhotoRejection rejection = Photos.Reject(Photos.Fixture("heic-brand-heif.heic"));

        Assert.Equal(PhotoRejectionCode.UnsupportedFormat, rejection.Code);
        Assert.StartsWith("HEIC is not accepted; export the photo as JPEG", rejection.Message);
    }

    private static RgbImage Stored(string name) => Photos.Decode(Photos.Accept(Photos.Fixture(name)).Jpeg);

    private static void Near((int R, int G, int B) expected, RgbImage image, (int X, int Y) place, int tolerance)
    {
        int at = 3 * (place.Y * image.Width + place.X);
        (int R, int G, int B) actual = (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
        int difference =
            Math.Max(Math.Abs(expected.R - actual.R), Math.Max(Math.Abs(expected.G - actual.G), Math.Abs(expected.B - actual.B)));
        Assert.True(difference <= tolerance, $"expected {expected} ± {tolerance} at {place}, was {actual}");
    }
}
