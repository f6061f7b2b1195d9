namespace Shared;

/// <summary>Waits for what has no event to wait on.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until there is an answer, and returns it.</summary>
    /// <param name="probe">What is asked.</param>
    /// <param name="state">What a person should know where it takes too long.</param>
    public static async Task<T> ForAsync<T>(Func<Task<T?>> probe, Func<string>? state = null)
        where T : class
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await probe() is { } found) return found;
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"The condition was not met in time. {state?.Invoke()}");
            await Task.Delay(Pause);
        }
    }

    public static Task UntilAsync(Func<bool> condition, Func<string>? state = null) => ForAsync(() => Task.FromResult(condition() ? "" : null), state);

    public static Task UntilAsync(Func<Task<bool>> condition, Func<string>? state = null) => ForAsync(async () => await condition() ? "" : null, state);
}
