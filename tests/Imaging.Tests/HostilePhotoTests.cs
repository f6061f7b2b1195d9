using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Pixels;
using NetVips;

namespace Imaging.Tests;

/// <summary>Files that were made to do harm.</summary>
public class HostilePhotoTests
{
    public static TheoryData<string> Kinds => [.. HostileFiles.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_mutated_file_is_a_photo_or_has_a_reason(string kind)
    {
        byte[] file = HostileFiles.Valid(kind);
        var normalizer = new PhotoNormalizer(new PhotoLimits { MaxPixels = 1_000_000 });
        Photos.Accept(file);
        var random = new Random(11);
        int rejected = 0;
        for (int round = 0; round < 60; round++)
        {
            switch (normalizer.Normalize(HostileFiles.Mutate(file, random)))
            {
                case NormalizationResult.Rejected { Rejection: var why }:
                    rejected++;
                    Assert.NotEmpty(why.Message);
                    break;
                case NormalizationResult.Accepted { Photo: var photo }:
                    RgbImage stored = Photos.Decode(photo.Jpeg);
                    Assert.Equal((photo.Width, photo.Height), (stored.Width, stored.Height));
                    break;
            }
        }
        Assert.True(rejected > 0, "no mutation did any harm, so nothing was tested");
    }

    [Fact]
    public void A_JPEG_of_thousands_of_passes_is_refused_before_it_is_decoded()
    {
        byte[] file = Photos.Fixture("progressive.jpg");
        int scan = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] again = file[scan..^2];
        byte[] upload = [.. file[..^2], .. Enumerable.Repeat(again, 5000).SelectMany(bytes => bytes), 0xFF, 0xD9];

        PhotoRejection rejection = Photos.Reject(upload);

        Assert.Equal(PhotoRejectionCode.Damaged, rejection.Code);
        Assert.Contains("passes", rejection.Message);
    }

    [Fact]
    public void Compressed_metadata_is_not_unpacked_without_end()
    {
        // 100 MB of zeros in each.
        byte[] zeros = PngWriter.Compress(new byte[100_000_000]);
        byte[] png = PngWriter.Write(32, 32, 8, PngWriter.Grey, [.. Enumerable.Repeat(new byte[32], 32)],
            ("iCCP", [.. "bomb\0\0"u8, .. zeros]), ("zTXt", [.. "bomb\0\0"u8, .. zeros]), ("iTXt", [.. "bomb\0\u0001\0\0\0"u8, .. zeros]));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Photos.Accept(png);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60_000_000);
    }

    [Theory]
    [InlineData("tiffload_buffer")]
    [InlineData("svgload_buffer")]
    [InlineData("heifload_buffer")]
    [InlineData("jxlload_buffer")]
    [InlineData("pdfload_buffer")]
    [InlineData("magickload_buffer")]
    [InlineData("rawload")]
    [InlineData("csvload")]
    [InlineData("jpegload")]
    public void Loaders_of_other_formats_and_of_files_cannot_run(string loader)
    {
        Photos.Accept(Photos.Fixture("still.gif"));
        string file = loader == "heifload_buffer" ? "heic-brand-heif.heic" : "photo.tif";
        object[] input = loader.EndsWith("_buffer", StringComparison.Ordinal) ? [Photos.Fixture(file)] : loader == "rawload"
            ? ["/etc/passwd", 4, 4, 1] : ["/etc/passwd"];
        var error = Assert.Throws<VipsException>(() => Operation.Call(loader, input));
        Assert.Matches("blocked|not found", error.Message);
    }

    [Fact]
    public void Two_sizes_in_one_file_are_one_too_many()
    {
        // A second frame header of another size, which a decoder might believe more than the first.
        byte[] jpeg = Photos.Jpeg(Photos.Draw(40, 40));
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]), length = 2 + (jpeg[frame + 2] << 8 | jpeg[frame + 3]);
        byte[] other = jpeg[frame..(frame + length)];
        other[5] = 0x20;

        Assert.Equal(PhotoRejectionCode.Damaged, Photos.Reject([.. jpeg[..(frame + length)], .. other, .. jpeg[(frame + length)..]]).Code);
    }

    [Fact]
    public void Many_threads_get_the_same_pixels()
    {
        byte[] jpeg = Photos.Jpeg(Photos.Draw(1100, 1030)), png = Photos.Fixture("interlaced.png"), broken = jpeg[..(jpeg.Length / 2)];
        string expected = Photos.Accept(jpeg).Sha256, expectedPng = Photos.Accept(png).Sha256;
        var normalizer = new PhotoNormalizer();

        Parallel.For(0, 120, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            Assert.Equal(expected, Assert.IsType<NormalizationResult.Accepted>(normalizer.Normalize(jpeg)).Photo.Sha256);
            Assert.Equal(expectedPng, Assert.IsType<NormalizationResult.Accepted>(normalizer.Normalize(png)).Photo.Sha256);
            Assert.IsType<NormalizationResult.Rejected>(normalizer.Normalize(broken));
        });
    }

    /// <summary>Older builds of libvips compiled each resize to machine code, through a list without a lock: this then ended the
    /// process.</summary>
    [Fact]
    public async Task Many_threads_resize_at_once()
    {
        byte[] pixels = Photos.Decode(Photos.Fixture("still.gif")).Pixels, expected = Resized();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => { for (int i = 0; i < 500; i++) Assert.Equal(expected, Resized()); },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        byte[] Resized()
        {
            using Image picture = Image.NewFromMemory(pixels, 48, 32, 3, Enums.BandFormat.Uchar),
                small = picture.Resize(0.25, Enums.Kernel.Lanczos3);
            return small.WriteToMemory<byte>();
        }
    }
}
