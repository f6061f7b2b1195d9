using ImageClassifier.Imaging;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Worker.Tests.Data;

public sealed class PhotoCacheTests : IDisposable
{
    private const int Count = 7, Size = 32;
    private static readonly PhotoSquare View = new(ResizeFit.Crop, 40, Size), Whole = new(ResizeFit.Squash, 40, 40);

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _said = new();
    private int _decoded;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheSecondJobDecodesNothingAndSeesTheSame()
    {
        float[] first = await OpenAsync(Cache()), second = await OpenAsync(Cache());

        Assert.Equal(first, second);
        Assert.Equal(Count, _decoded);
        Assert.Single(Files());
        Assert.Empty(_said.ToString());
    }

    [Fact]
    public async Task AnotherGeometryOrOtherPhotosHaveAFileOfTheirOwn()
    {
        await OpenAsync(Cache());
        await OpenAsync(Cache(), [View, Whole]);
        Assert.Equal(2, Files().Length);
        await OpenAsync(Cache(), digests: [.. Digests.Reverse()]);

        Assert.Equal(3, Files().Length);
        Assert.Equal(3 * Count, _decoded);
    }

    [Fact]
    public async Task WorkersThatBeginAtOnceDecodeOnce()
    {
        float[][] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OpenAsync(Cache()))));

        Assert.All(all, pixels => Assert.Equal(all[0], pixels));
        Assert.Equal(Count, _decoded);
        Assert.Empty(Directory.GetFiles(_folder.Path).Except(Files()));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("a pixel")]
    [InlineData("an aspect ratio")]
    [InlineData("the header")]
    [InlineData("empty")]
    public async Task ADamagedFileIsMadeAgain(string damage)
    {
        float[] expected = await OpenAsync(Cache());
        string file = Assert.Single(Files());
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        switch (damage)
        {
            case "short": bytes = bytes[..^100]; break;
            case "a pixel": bytes[^1000] ^= 1; break;
            case "an aspect ratio": bytes[40] ^= 1; break;
            case "the header": bytes[0] ^= 1; break;
            default: bytes = []; break;
        }
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        Assert.Equal(expected, await OpenAsync(Cache()));
        Assert.Equal(2 * Count, _decoded);
        Assert.Equal(expected, await OpenAsync(Cache()));
        Assert.Equal(2 * Count, _decoded);
    }

    [Fact]
    public async Task WhatWasUsedLongestAgoIsDeletedWhenTheFolderIsFull()
    {
        // Room for two of three.
        long bytes = PixelFile.BytesOf(View, Count);
        var clock = new ManualTime();
        PhotoCache cache = Cache(2 * bytes + 100, clock);
        string[] a = ["a", .. Digests.Skip(1)], b = ["b", .. Digests.Skip(1)], c = ["c", .. Digests.Skip(1)];
        foreach (string[] digests in new[] { a, b, a, c })
        {
            clock.Now += TimeSpan.FromMinutes(1);
            await OpenAsync(cache, digests: digests);
        }
        int before = _decoded;

        await OpenAsync(cache, digests: a);
        Assert.Equal(before, _decoded);
        await OpenAsync(cache, digests: b);
        Assert.Equal(before + Count, _decoded);
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public async Task AFileThatAnotherJobReadsLivesOnWhenItIsDeleted()
    {
        PhotoCache cache = Cache(maximum: 0);
        IReadOnlyList<PixelBlock> blocks = await cache.OpenAsync(Digests, [View], DecodeAsync, 2, CancellationToken.None);
        using PixelBlock block = blocks[0];
        float[] before = Values(block);

        await OpenAsync(cache, digests: [.. Digests.Reverse()]);

        Assert.Single(Files());
        Assert.Equal(before, Values(block));
    }

    [Fact]
    public async Task AFolderThatCannotBeWrittenIsReplacedByMemoryWithOneWarning()
    {
        string file = _folder["not-a-folder"];
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var cache = new PhotoCache(new PhotoCacheOptions(Path.Combine(file, "cache"), long.MaxValue), new Output(_said, _said),
            TimeProvider.System);

        float[] pixels = await OpenAsync(cache, [View, Whole]);

        Assert.Equal(await OpenAsync(Cache(), [View, Whole]), pixels);
        string warning = Assert.Single(_said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(PhotoCacheOptions.FolderSetting, warning);
    }

    [Fact]
    public async Task SlowDecodingTellsHowFarItIs()
    {
        var clock = new ManualTime();
        PhotoCache cache = Cache(clock: clock);

        IReadOnlyList<PixelBlock> blocks = await cache.OpenAsync(Digests, [View], (i, squares, token) =>
        {
            clock.Now += TimeSpan.FromSeconds(1);
            return DecodeAsync(i, squares, token);
        }, parallel: 1, CancellationToken.None);

        blocks[0].Dispose();
        Assert.Equal(["decoded 2 of 7 photos", "decoded 4 of 7 photos", "decoded 6 of 7 photos", "decoded 7 of 7 photos"],
            _said.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task AFailureWhileDecodingLeavesNothing()
    {
        long before = Tensor.TotalCount;

        await Assert.ThrowsAsync<WorkerException>(() => Cache().OpenAsync(Digests, [View, Whole],
            (i, squares, token) =>
                i == 4 ? throw new WorkerException("no photo") : DecodeAsync(i, squares, token), 2, CancellationToken.None));

        Assert.Empty(Directory.GetFiles(_folder.Path));
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static string[] Digests => [.. Enumerable.Range(0, Count).Select(i => $"{i:x64}")];

    private PhotoCache Cache(long maximum = long.MaxValue, TimeProvider? clock = null) =>
        new(new PhotoCacheOptions(_folder.Path, maximum), new Output(_said, _said), clock ?? TimeProvider.System);

    private string[] Files() => Directory.GetFiles(_folder.Path, "*.pixels");

    private async Task<float[]> OpenAsync(PhotoCache cache, IReadOnlyList<PhotoSquare>? squares = null,
        IReadOnlyList<string>? digests = null)
    {
        IReadOnlyList<PixelBlock> blocks =
            await cache.OpenAsync(digests ?? Digests, squares ?? [View], DecodeAsync, 2, CancellationToken.None);
        float[] values = [.. blocks.SelectMany(Values)];
        foreach (PixelBlock block in blocks) block.Dispose();
        return values;
    }

    private static float[] Values(PixelBlock block)
    {
        using DisposeScope scope = NewDisposeScope();
        return [.. block.Pixels.to(ScalarType.Float32).data<float>().ToArray(), .. block.Aspects.Select(aspect => (float)aspect)];
    }

    private Task<(IReadOnlyList<byte[]> Squares, double AspectRatio)> DecodeAsync(int photo, IReadOnlyList<PhotoSquare> squares,
        CancellationToken cancellation)
    {
        Interlocked.Increment(ref _decoded);
        byte[][] pixels = [
            .. squares.Select(square => Enumerable.Range(0, 3 * square.Size * square.Size).Select(i => (byte)(i * (photo + 3))).ToArray())];
        return Task.FromResult(((IReadOnlyList<byte[]>)pixels, 1 + photo / 10.0));
    }

    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;
    }
}
