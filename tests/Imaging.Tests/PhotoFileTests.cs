using ImageClassifier.Imaging.Files;
using NetVips;

namespace Imaging.Tests;

/// <summary>What is read of a file before any pixel is.</summary>
public class PhotoFileTests
{
    private static readonly byte[] Exif =
        [.. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 2, 0x01, 0x0F, 0, 2, 0, 0, 0, 5, 0, 0, 0, 38, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0,
            0, 0, 0, 0, 0, .. "ACME\0"u8];

    [Fact]
    public void Orientation_is_read_in_either_byte_order_and_as_any_number()
    {
        Assert.Equal(8, ExifOrientation.Of(Exif));
        Assert.Equal(8, ExifOrientation.Of(Exif.AsSpan(6)));
        Assert.Equal(3, ExifOrientation.Of([.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0]));
        Assert.Equal(5, ExifOrientation.Of([.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 4, 0, 1, 0, 0, 0, 5, 0, 0, 0]));
        Assert.Equal(1, ExifOrientation.Of([.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 9, 0, 0, 0]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    [InlineData(6, 1)]
    [InlineData(8, 2)]
    [InlineData(9, 4)]
    public void Orientation_counts_in_every_type_of_whole_number(ushort type, int size)
    {
        foreach (bool little in (bool[])[true, false])
            foreach (int count in (int[])[0, 1, 2, 3, 40])
                for (byte value = 1; value <= 8; value++)
                    Assert.Equal((type, little, count, value),
                        (type, little, count, ExifOrientation.Of(ExifWriter.Orientation(value, type, size, count, little))));
    }

    [Fact]
    public void Broken_EXIF_means_upright()
    {
        var random = new Random(3);
        for (int round = 0; round < 2000; round++)
        {
            byte[] broken = Exif[..random.Next(Exif.Length)];
            if (broken.Length > 0) broken[random.Next(broken.Length)] ^= (byte)random.Next(1, 256);
            Assert.InRange(ExifOrientation.Of(broken), 1, 8);
        }
    }

    [Theory]
    [InlineData("srgb", true)]
    [InlineData("p3", false)]
    [InlineData("cmyk", false)]
    public void A_profile_is_sRGB_by_its_numbers(string name, bool expected) =>
        Assert.Equal(expected, IccProfile.Read(Photos.Profile(name))!.IsSrgb);

    [Fact]
    public void A_profile_is_not_sRGB_by_its_name() =>
        Assert.False(IccProfile.Read(IccWriter.Matrix(IccWriter.SrgbPrimaries, 2.2, "sRGB IEC61966-2.1"))!.IsSrgb);

    [Theory]
    [InlineData("progressive.jpg")]
    [InlineData("display-p3.jpg")]
    [InlineData("display-p3.png")]
    [InlineData("interlaced.png")]
    [InlineData("still.gif")]
    [InlineData("still.webp")]
    public void The_file_for_the_decoder_has_the_same_pixels_and_no_metadata(string name)
    {
        byte[] file = Photos.Fixture(name);
        PhotoFile read = PhotoFile.Read(PhotoFormats.Of(file)!.Value, file)!;

        using Image whole = Load(read.Format, file), stripped = Load(read.Format, read.Pixels);
        Assert.Equal(whole.WriteToMemory<byte>(), stripped.WriteToMemory<byte>());
        Assert.DoesNotContain(stripped.GetFields(), field => field is "icc-profile-data" or "exif-data" or "xmp-data");
    }

    [Theory]
    [InlineData(false, 0, Enums.ForeignSubsample.On, 3)]
    [InlineData(false, 0, Enums.ForeignSubsample.Off, 3)]
    [InlineData(false, 3, Enums.ForeignSubsample.On, 3)]
    [InlineData(false, 0, Enums.ForeignSubsample.On, 1)]
    [InlineData(true, 0, Enums.ForeignSubsample.On, 3)]
    [InlineData(true, 0, Enums.ForeignSubsample.On, 1)]
    public void A_JPEG_without_its_end_is_whole_and_with_less_it_is_not(bool progressive, int restarts, Enums.ForeignSubsample subsampling,
        int bands)
    {
        using SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.Rgb24> drawn = Photos.Draw(77, 53);
        using Image loaded = Image.PngloadBuffer(Photos.Png(drawn)), image = bands == 1 ? loaded.Colourspace(Enums.Interpretation.Bw)
            : loaded.Copy();
        byte[] file = image.JpegsaveBuffer(q: 80, interlace: progressive, restartInterval: restarts, subsampleMode: subsampling);

        Photos.Accept(file);
        Photos.Accept(file[..^2]);
        for (int missing = 4; missing < 500; missing += 7) Photos.Reject(file[..^missing]);
    }

    [Fact]
    public void A_progressive_JPEG_that_lacks_whole_passes_is_cut_short()
    {
        byte[] file = Photos.Fixture("progressive.jpg");
        int last = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]), tables = file.AsSpan(0, last)
            .LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xC4]);
        Assert.True(JpegFile.Read(file.AsSpan(0, tables))!.IsCutShort);
    }

    private static Image Load(PhotoFormat format, byte[] bytes) => format switch
    {
        PhotoFormat.Jpeg => Image.JpegloadBuffer(bytes),
        PhotoFormat.Png => Image.PngloadBuffer(bytes),
        PhotoFormat.Webp => Image.WebploadBuffer(bytes),
        _ => Image.GifloadBuffer(bytes),
    };
}
