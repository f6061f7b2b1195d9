using ImageClassifier.Worker.Runtime;

namespace Worker.Tests.Runtime;

public sealed class CollectionPauseTests
{
    private const int Piece = 64 << 10;

    [Fact]
    public void NothingIsCollectedUntilItIsAskedFor()
    {
        using var pause = new CollectionPause();
        int before = GC.CollectionCount(0);

        // Half of the budget is 96 MiB.
        Allocate(90 << 20);
        Assert.Equal((false, before), (pause.IsDue, GC.CollectionCount(0)));
        Allocate(10 << 20);
        Assert.Equal((true, before), (pause.IsDue, GC.CollectionCount(0)));

        pause.Collect();

        Assert.False(pause.IsDue);
        int after = GC.CollectionCount(0);
        Assert.True(after > before);
        Allocate(90 << 20);
        Assert.Equal(after, GC.CollectionCount(0));
    }

    [Fact]
    public async Task AThreadCollectsBetweenTwoPiecesOfWork()
    {
        using var torch = new TorchThread(threads: 1, new CollectionPause());
        int before = GC.CollectionCount(0);

        int during = await torch.Run(() =>
        {
            Allocate(100 << 20);
            return GC.CollectionCount(0);
        });
        int after = await torch.Run(() => GC.CollectionCount(0));

        Assert.Equal(before, during);
        Assert.True(after > during);
    }

    [Fact]
    public void MoreThanWasPlannedForIsNoError()
    {
        using var pause = new CollectionPause();

        Allocate(300 << 20);
        pause.Collect();

        Assert.False(pause.IsDue);
    }

    private static void Allocate(int bytes)
    {
        for (int i = 0; i < bytes / Piece; i++) GC.KeepAlive(new byte[Piece]);
    }
}
