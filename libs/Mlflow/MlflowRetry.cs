namespace ImageClassifier.Mlflow;

/// <summary>Whether a request may be sent again when its outcome is unknown.</summary>
internal enum MlflowRepeat
{
    /// <summary>Sending it twice has the effect of sending it once.</summary>
    Safe,

    /// <summary>Sending it twice makes two things; it is repeated only if the server certainly did nothing.</summary>
    OnlyIfNotReceived,

    /// <summary>One attempt.</summary>
    Never,
}

/// <summary>How long to wait for a tracking server and how often to ask again.</summary>
internal sealed record MlflowRetry
{
    /// <summary>All attempts together, the first one included. Six span about eight seconds: a restart of the server.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>The wait after the first failure; it doubles each time.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait, a server's <c>Retry-After</c> included.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For one attempt, until the response's headers are there and, except for a download, its body.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For one attempt to send an artifact: a model may have hundreds of megabytes.</summary>
    public TimeSpan UploadTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The wait before attempt <paramref name="attempt"/> + 1, with up to a quarter of jitter.</summary>
    /// <param name="attempt">The attempt that failed, counted from 1.</param>
    /// <param name="retryAfter">What the server asked for.</param>
    /// <param name="random">In [0, 1).</param>
    public TimeSpan DelayAfter(int attempt, TimeSpan? retryAfter, double random)
    {
        var delay = BaseDelay * Math.Pow(2, attempt - 1) * (1 + random / 4);
        if (retryAfter > delay) delay = retryAfter.Value;
        return delay < MaxDelay ? delay : MaxDelay;
    }
}
