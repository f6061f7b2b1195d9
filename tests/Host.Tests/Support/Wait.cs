namespace Host.Tests.Support;

/// <summary>Waits for what has no event to wait on.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<T> ForAsync<T>(Func<Task<T?>> probe, Func<string> state)
        where T : class
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await probe() is { } found) return found;
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"The condition was not met in time. {state()}");
            await Task.Delay(Pause);
        }
    }

    public static Task UntilAsync(Func<bool> condition, Func<string> state) => ForAsync(() => Task.FromResult(condition() ? "" : null), state);

    public static Task UntilAsync(Func<Task<bool>> condition, Func<string> state) => ForAsync(async () => await condition() ? "" : null, state);
}
