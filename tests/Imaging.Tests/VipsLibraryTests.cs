using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Pixels;
using NetVips;

namespace Imaging.Tests;

/// <summary>Alone, because what libvips holds is counted for the whole process.</summary>
[Collection(nameof(VipsLibraryTests))]
[CollectionDefinition(nameof(VipsLibraryTests), DisableParallelization = true)]
public class VipsLibraryTests
{
    [Fact]
    public void The_name_of_the_backend_says_which_libvips_is_loaded()
    {
        int loaded = ModuleInitializer.Version!.Value;
        Assert.Equal(TrainingBackend.Libvips, $"{loaded >> 16 & 255}.{loaded >> 8 & 255}.{loaded & 255}");
    }

    [Fact]
    public void Photos_leave_nothing_behind()
    {
        byte[] jpeg = Photos.Jpeg(Photos.Draw(900, 700)), broken = jpeg[..(jpeg.Length / 2)];
        byte[][] others = [broken, .. new[] { "interlaced.png", "still.webp", "animated.gif", "display-p3.jpg", "cmyk.jpg",
            "icc-gray-in-rgb.jpg" }.Select(Photos.Fixture)];
        var normalizer = new PhotoNormalizer();
        Round();
        (long, int) before = Held();

        for (int i = 0; i < 40; i++) Round();

        Assert.Equal(before, Held());

        void Round()
        {
            normalizer.Normalize(jpeg);
            foreach (byte[] other in others) normalizer.Normalize(other);
            PhotoPixels.LoadRgb(jpeg, 100, 80, ResizeFit.Crop);
            Assert.Throws<PhotoDecodingException>(() => PhotoPixels.LoadRgb(broken, 100, 80, ResizeFit.Crop));
        }
    }

    private static (long Memory, int Allocations) Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (Stats.Mem, Stats.Allocations);
    }
}
