using System.Text;
using ImageClassifier.Contracts;
using ImageClassifier.Imaging;

namespace Imaging.Tests;

public class PhotoRejectionTests
{
    public static TheoryData<string, byte[], PhotoRejectionCode, string> Files => new()
    {
        { "zero bytes", [], PhotoRejectionCode.EmptyFile, "empty" },
        { "text named .jpg", Encoding.UTF8.GetBytes("Grüße, das ist kein Foto"), PhotoRejectionCode.NotAnImage, "text" },
        { "noise", [0xE3, 0x00, 0x01, 0x99, 0x02], PhotoRejectionCode.NotAnImage, "unknown kind" },
        { "web page", Encoding.UTF8.GetBytes("<!DOCTYPE html><title>404</title>"), PhotoRejectionCode.NotAnImage, "a web page" },
        { "PDF", Encoding.UTF8.GetBytes("%PDF-1.7"), PhotoRejectionCode.NotAnImage, "PDF" },
        { "archive", [.. "PK\u0003\u0004"u8, 0, 0], PhotoRejectionCode.NotAnImage, "ZIP" },
        { "SVG named .png", Encoding.UTF8.GetBytes("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"),
            PhotoRejectionCode.UnsupportedFormat, "SVG" },
        { "TIFF", Photos.Fixture("photo.tif"), PhotoRejectionCode.UnsupportedFormat,
            "TIFF is not accepted; upload JPEG, PNG, WebP or GIF" },
        { "BMP", [.. "BM"u8, 1, 2, 3, 4], PhotoRejectionCode.UnsupportedFormat, "BMP" },
        { "HEIC", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0], PhotoRejectionCode.UnsupportedFormat, "HEIC" },
        { "HEIC of a burst", [0, 0, 0, 24, .. "ftypmsf1"u8, 0, 0, 0, 0, .. "msf1hevc"u8], PhotoRejectionCode.UnsupportedFormat,
            "HEIC is not accepted; export the photo as JPEG" },
        { "HEIC with a tone map", [0, 0, 0, 20, .. "ftyptmap"u8, 0, 0, 0, 0, .. "mif2"u8], PhotoRejectionCode.UnsupportedFormat, "HEIC" },
        { "AVIF", [0, 0, 0, 24, .. "ftypavif"u8, 0, 0, 0, 0], PhotoRejectionCode.UnsupportedFormat,
            "AVIF is not accepted; open the photo in a browser or image editor, save or export it as JPEG" },
        { "AVIF by its second brand", [0, 0, 0, 24, .. "ftypmif1"u8, 0, 0, 0, 0, .. "mif1avif"u8], PhotoRejectionCode.UnsupportedFormat,
            "AVIF" },
        { "video", [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 0, 0], PhotoRejectionCode.NotAnImage, "video" },
        { "PNG of 30,000 × 30,000", PngWriter.Declaring(30_000, 30_000), PhotoRejectionCode.SideTooLong, "30,000 × 30,000" },
        { "PNG of 81 megapixels", PngWriter.Declaring(9_000, 9_000), PhotoRejectionCode.TooManyPixels, "81 megapixels" },
        { "PNG of 15 pixels", PngWriter.Declaring(15, 900), PhotoRejectionCode.TooSmall, "at least 16" },
        { "animated GIF", Photos.Fixture("animated.gif"), PhotoRejectionCode.Animated, "3 frames" },
        { "animated WebP", Photos.Fixture("animated.webp"), PhotoRejectionCode.Animated, "WebP is an animation of 3 frames" },
        { "animated PNG", Photos.Fixture("animated.png"), PhotoRejectionCode.Animated, "PNG is an animation of 2 frames" },
        { "PNG without pixels", PngWriter.Declaring(100, 100), PhotoRejectionCode.Damaged, "PNG is damaged" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_no_photo_is_named(string what, byte[] bytes, PhotoRejectionCode code, string words)
    {
        PhotoRejection rejection = Photos.Reject(bytes);
        Assert.Equal((what, code), (what, rejection.Code));
        Assert.Contains(words, rejection.Message);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_rejection_says_what_to_do(string what, byte[] bytes, PhotoRejectionCode code, string words)
    {
        string message = Photos.Reject(bytes).Message;
        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(message, "[Uu]pload|[Ss]ave|Scale"),
            $"{what} ({code}, {words}): {message}");
    }

    [Theory]
    [InlineData("progressive.jpg")]
    [InlineData("display-p3.jpg")]
    [InlineData("display-p3.png")]
    [InlineData("interlaced.png")]
    public void A_file_cut_anywhere_is_rejected(string name)
    {
        byte[] file = Photos.Fixture(name);
        var normalizer = new PhotoNormalizer();
        for (int length = 1; length < file.Length - 12; length++)
        {
            Assert.IsType<NormalizationResult.Rejected>(normalizer.Normalize(file.AsMemory(0, length)));
        }
        Assert.Equal(PhotoRejectionCode.Truncated, Photos.Reject(file[..(file.Length / 2)]).Code);
    }

    [Theory]
    [InlineData("progressive.jpg")]
    [InlineData("interlaced.png")]
    [InlineData("still.gif")]
    [InlineData("animated.gif")]
    [InlineData("still.webp")]
    [InlineData("animated.webp")]
    [InlineData("photo.tif")]
    public void Whatever_bits_flip_the_answer_is_a_photo_or_a_rejection(string name)
    {
        byte[] file = Photos.Fixture(name);
        var normalizer = new PhotoNormalizer(new PhotoLimits { MaxPixels = 1_000_000 });
        var random = new Random(11);
        int rejected = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] broken = [.. file];
            for (int flips = random.Next(1, 6); flips > 0; flips--) broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            if (normalizer.Normalize(broken) is NormalizationResult.Rejected) rejected++;
        }
        Assert.True(rejected > 0, "no flip did any harm, so nothing was tested");
    }

    [Fact]
    public void A_thumbnail_does_not_hide_that_the_photo_is_cut()
    {
        byte[] thumbnail = Photos.Jpeg(Photos.Draw(20, 20)), photo = Photos.Jpeg(Photos.Draw(200, 200));
        int length = thumbnail.Length + 2;
        byte[] withThumbnail = [0xFF, 0xD8, 0xFF, 0xE5, (byte)(length >> 8), (byte)length, .. thumbnail, .. photo[2..]];

        Photos.Accept(withThumbnail);
        Assert.Equal(PhotoRejectionCode.Truncated, Photos.Reject(withThumbnail[..^500]).Code);
    }

    [Fact]
    public void Bytes_after_the_photo_do_not_matter()
    {
        byte[] photo = Photos.Jpeg(Photos.Draw(50, 40));
        Assert.Equal(Photos.Accept(photo).Sha256, Photos.Accept([.. photo, .. new byte[3000]]).Sha256);
    }

    [Fact]
    public void Limits_are_those_that_were_asked_for()
    {
        byte[] photo = Photos.Jpeg(Photos.Draw(300, 200));
        Assert.Equal(PhotoRejectionCode.TooManyBytes, Photos.Reject(photo, new PhotoLimits { MaxBytes = 1000 }).Code);
        Assert.Equal(PhotoRejectionCode.SideTooLong, Photos.Reject(photo, new PhotoLimits { MaxSide = 299 }).Code);
        Assert.Equal(PhotoRejectionCode.TooManyPixels, Photos.Reject(photo, new PhotoLimits { MaxPixels = 59_999 }).Code);
        Assert.Equal(PhotoRejectionCode.TooSmall, Photos.Reject(photo, new PhotoLimits { MinSide = 201 }).Code);
        Photos.Accept(photo, new PhotoLimits { MaxSide = 300, MaxPixels = 60_000, MinSide = 200 });
    }

    [Fact]
    public void Impossible_limits_are_all_named()
    {
        var limits = new PhotoLimits { MaxBytes = 0, JpegQuality = 101, StoredShortSide = 2 };
        Assert.Equal(["$.maxBytes", "$.storedShortSide", "$.jpegQuality"], limits.Validate().Select(problem => problem.Path));
        Assert.Throws<InvalidRecordException>(() => new PhotoNormalizer(limits));
    }

    [Fact]
    public void A_declared_size_costs_nothing()
    {
        byte[] bomb = PngWriter.Declaring(30_000, 30_000);
        var normalizer = new PhotoNormalizer();
        normalizer.Normalize(bomb);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++) Assert.IsType<NormalizationResult.Rejected>(normalizer.Normalize(bomb));
        // One row of its pixels would be more.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 50, 0, 30_000);
    }
}
