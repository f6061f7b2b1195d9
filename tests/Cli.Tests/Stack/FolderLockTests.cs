using ImageClassifier.Cli.Stack;

namespace Cli.Tests.Stack;

public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_at_a_time_and_the_next_one_waits()
    {
        var settings = new StackSettings(_folder.Path, StackPorts.Default);
        FolderLock first = FolderLock.TryTake(settings, "x")!;
        Assert.Null(FolderLock.TryTake(settings, "x"));
        var waiting = new TaskCompletionSource();
        Task<FolderLock> second = FolderLock.TakeAsync(settings, "x", waiting.SetResult, CancellationToken.None);
        await waiting.Task;
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second.WaitAsync(Wait.Limit)).Dispose();
    }
}
