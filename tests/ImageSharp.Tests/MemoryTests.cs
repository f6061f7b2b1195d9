using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace ImageSharp.Tests;

[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public class MemoryTests
{
    [Fact]
    public void Hundreds_of_pictures_leave_nothing_behind()
    {
        byte[] jpeg = Fixture.Encode(Fixture.Picture(640, 480)), broken = jpeg[..(jpeg.Length / 2)];
        byte[][] others = [.. new[] { "interlaced.png", "still.webp", "animated.gif" }.Select(Fixture.Read)];

        for (int i = 0; i < 150; i++) Round();
        long before = Settled();
        for (int i = 0; i < 400; i++) Round();
        long growth = Settled() - before;

        // One leaked 640 × 480 picture a round would be 370 MB.
        Assert.True(growth < 40_000_000, $"grew by {growth / 1e6:F1} MB");

        void Round()
        {
            using (Image<Rgb24> image = Image.Load<Rgb24>(new DecoderOptions { TargetSize = new Size(300, 225) }, jpeg))
            {
                image.Mutate(steps => steps.Resize(100, 80).Flip(FlipMode.Horizontal));
                Fixture.Encode(image);
            }
            Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(broken));
            foreach (byte[] other in others)
            {
                Image.Identify(other);
                Image.Load<Rgba32>(other).Dispose();
            }
        }
    }

    [Fact]
    public void Forgotten_pictures_are_freed_by_the_collector()
    {
        for (int i = 0; i < 20; i++) Forget();
        long before = Settled();
        for (int i = 0; i < 400; i++) Forget();
        // 400 pictures of 1.2 MB.
        Assert.True(Settled() - before < 100_000_000);

        static void Forget() => _ = new Image<Rgb24>(800, 500, new Rgb24(1, 2, 3));
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
