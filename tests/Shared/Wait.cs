namespace Shared;

/// <summary>Waits for what has no event to wait on.</summary>
internal static class Wait
{
    /// <summary>
    /// How long any test waits for another process before it gives up. It costs nothing where all is well, and a slow or busy machine needs
    /// it: no test has a shorter limit of its own.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(250);

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
            TimeSpan waited = TimeProvider.System.GetElapsedTime(start);
            Assert.True(waited < Limit, $"The condition was not met in {Limit.TotalMinutes} minutes. {state?.Invoke()}");
            // Whoever asks takes time from what is waited for: the longer it takes, the less often.
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 8, ShortestPause.Ticks, LongestPause.Ticks)));
        }
    }

    public static Task UntilAsync(Func<bool> condition, Func<string>? state = null) =>
        UntilAsync(() => Task.FromResult(condition()), state);

    public static Task UntilAsync(Func<Task<bool>> condition, Func<string>? state = null) =>
        ForAsync(async () => await condition() ? "" : null, state);

    /// <param name="what">What is waited for: "the retrain has begun".</param>
    /// <param name="condition">Whether it is so.</param>
    public static Task UntilAsync(string what, Func<bool> condition) => UntilAsync(condition, () => $"Waited until {what}.");

    public static Task UntilAsync(string what, Func<Task<bool>> condition) => UntilAsync(condition, () => $"Waited until {what}.");
}
