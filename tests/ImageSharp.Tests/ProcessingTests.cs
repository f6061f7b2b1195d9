using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace ImageSharp.Tests;

public class ProcessingTests
{
    public static TheoryData<string> Samplers => ["Triangle", "Bicubic", "Lanczos3", "Box"];

    [Theory]
    [MemberData(nameof(Samplers))]
    public void Shrinking_averages_instead_of_picking_pixels(string sampler)
    {
        using var image = new Image<Rgb24>(120, 90);
        for (int y = 0; y < 90; y++) for (int x = 0; x < 120; x++) image[x, y] = (x + y) % 2 == 0 ? new Rgb24(255, 255, 255) : default;

        image.Mutate(steps => steps.Resize(30, 20, Sampler(sampler)));

        for (int y = 0; y < 20; y++) for (int x = 0; x < 30; x++) Fixture.Near(new Rgb24(128, 128, 128), image[x, y], 24);
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void One_colour_stays_that_colour_at_any_size(string sampler)
    {
        foreach ((int width, int height) in new[] { (1, 1), (7, 50), (99, 3), (200, 100), (101, 67) })
        {
            using var image = new Image<Rgb24>(100, 66, new Rgb24(9, 120, 251));
            image.Mutate(steps => steps.Resize(width, height, Sampler(sampler)));
            Assert.Equal(new Size(width, height), image.Size);
            for (int i = 0; i < width * height; i++) Fixture.Near(new Rgb24(9, 120, 251), image[i % width, i / width], 1);
        }
    }

    /// <summary>Without the lock around what libvips compiles, this ends the process.</summary>
    [Fact]
    public async Task Many_threads_resize_at_once_and_get_the_same_pixels()
    {
        using Image<Rgb24> picture = Fixture.Picture(16, 16);
        byte[] expected = Resized(picture);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => { for (int i = 0; i < 750; i++) Assert.Equal(expected, Resized(picture)); },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    private static byte[] Resized(Image<Rgb24> picture)
    {
        using Image<Rgb24> small = picture.Clone(steps => steps.Resize(7, 5));
        byte[] pixels = new byte[7 * 5 * 3];
        small.CopyPixelDataTo(pixels);
        return pixels;
    }

    [Theory]
    [InlineData(ResizeMode.Stretch, 50, 50, 50, 50)]
    [InlineData(ResizeMode.Max, 50, 50, 50, 25)]
    [InlineData(ResizeMode.Min, 50, 50, 100, 50)]
    [InlineData(ResizeMode.Min, 300, 300, 200, 100)]
    [InlineData(ResizeMode.Crop, 50, 50, 50, 50)]
    [InlineData(ResizeMode.Max, 0, 50, 100, 50)]
    public void Each_mode_gives_its_size(ResizeMode mode, int width, int height, int expectedWidth, int expectedHeight)
    {
        using Image<Rgb24> image = Fixture.Picture(200, 100);
        image.Mutate(steps => steps.Resize(new ResizeOptions { Mode = mode, Size = new Size(width, height) }));
        Assert.Equal(new Size(expectedWidth, expectedHeight), image.Size);
    }

    [Fact]
    public void Cropping_keeps_the_middle()
    {
        using var image = new Image<Rgb24>(60, 20, new Rgb24(255, 0, 0));
        for (int y = 0; y < 20; y++) for (int x = 20; x < 40; x++) image[x, y] = new Rgb24(0, 0, 255);

        image.Mutate(steps => steps.Resize(new ResizeOptions { Mode = ResizeMode.Crop, Size = new Size(20, 20), Sampler = KnownResamplers.Triangle }));

        for (int i = 0; i < 400; i++) Assert.Equal(new Rgb24(0, 0, 255), image[i % 20, i / 20]);
    }

    [Fact]
    public void A_rectangle_outside_the_picture_is_refused()
    {
        using var image = new Image<Rgb24>(10, 10);
        var error = Assert.Throws<ArgumentException>(() => image.Mutate(steps => steps.Crop(new Rectangle(5, 5, 6, 1))));
        Assert.Contains("10 × 10", error.Message);
        Assert.Equal(new Size(10, 10), image.Size);
    }

    [Fact]
    public void Hidden_colour_does_not_bleed_when_scaled()
    {
        using var image = new Image<Rgba32>(40, 40, new Rgba32(255, 0, 0, 0));
        for (int y = 0; y < 40; y++) for (int x = 0; x < 20; x++) image[x, y] = new Rgba32(0, 255, 0, 255);

        image.Mutate(steps => steps.Resize(9, 9, KnownResamplers.Triangle));

        for (int i = 0; i < 81; i++) if (image[i % 9, i / 9].A > 8) Assert.InRange(image[i % 9, i / 9].R, 0, 4);
    }

    [Fact]
    public void A_background_shows_through()
    {
        using var image = new Image<Rgba32>(3, 1);
        image[0, 0] = new Rgba32(10, 20, 30, 255);
        image[1, 0] = new Rgba32(0, 0, 0, 128);
        image[2, 0] = new Rgba32(77, 77, 77, 0);

        image.Mutate(steps => steps.BackgroundColor(Color.White));
        using Image<Rgb24> flat = image.CloneAs<Rgb24>();

        Assert.Equal(new Rgb24(10, 20, 30), flat[0, 0]);
        Fixture.Near(new Rgb24(127, 127, 127), flat[1, 0], 1);
        Assert.Equal(new Rgb24(255, 255, 255), flat[2, 0]);
        Assert.Equal(255, image[2, 0].A);
    }

    [Fact]
    public void A_clone_leaves_its_source_alone()
    {
        using Image<Rgb24> image = Fixture.Picture(20, 10);
        using Image<Rgb24> turned = image.Clone(steps => steps.Rotate(RotateMode.Rotate90).Flip(FlipMode.Vertical));

        Assert.Equal(new Size(20, 10), image.Size);
        Assert.Equal(new Size(10, 20), turned.Size);
        for (int y = 0; y < 10; y++) for (int x = 0; x < 20; x++) Assert.Equal(image[x, y], turned[9 - y, 19 - x]);
    }

    // For each orientation: where the upper left and the upper right corner of the scene lie in the file.
    [Theory]
    [InlineData(1, 0, 0, 1, 0)]
    [InlineData(2, 1, 0, 0, 0)]
    [InlineData(3, 1, 1, 0, 1)]
    [InlineData(4, 0, 1, 1, 1)]
    [InlineData(5, 0, 0, 0, 1)]
    [InlineData(6, 0, 1, 0, 0)]
    [InlineData(7, 1, 1, 1, 0)]
    [InlineData(8, 1, 0, 1, 1)]
    public void Every_orientation_comes_out_upright(int orientation, int leftX, int leftY, int rightX, int rightY)
    {
        using var stored = new Image<Rgb24>(64, 48, new Rgb24(128, 128, 128));
        Paint(stored, leftX, leftY, new Rgb24(255, 0, 0));
        Paint(stored, rightX, rightY, new Rgb24(0, 0, 255));
        stored.Metadata.ExifProfile = new ExifProfile();
        stored.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)orientation);

        using Image<Rgb24> image = Image.Load<Rgb24>(Fixture.Encode(stored));
        image.Mutate(steps => steps.AutoOrient());

        Assert.Equal(orientation >= 5 ? new Size(48, 64) : new Size(64, 48), image.Size);
        Fixture.Near(new Rgb24(254, 0, 0), image[4, 4], 6);
        Fixture.Near(new Rgb24(0, 0, 254), image[image.Width - 5, 4], 6);
        Fixture.Near(new Rgb24(128, 128, 128), image[4, image.Height - 5], 6);
        Assert.True(image.Metadata.ExifProfile!.TryGetValue(ExifTag.Orientation, out IExifValue<ushort>? after));
        Assert.Equal(1, after.Value);
    }

    private static IResampler Sampler(string name) => name switch
    {
        "Triangle" => KnownResamplers.Triangle,
        "Bicubic" => KnownResamplers.Bicubic,
        "Lanczos3" => KnownResamplers.Lanczos3,
        _ => KnownResamplers.Box,
    };

    private static void Paint(Image<Rgb24> image, int right, int bottom, Rgb24 colour)
    {
        for (int y = 0; y < 16; y++) for (int x = 0; x < 16; x++) image[(right * 48) + x, (bottom * 32) + y] = colour;
    }
}
