namespace ImageClassifier.Tracking.Configuration;

/// <summary>What webhooks may do.</summary>
internal sealed record WebhookOptions
{
    /// <summary>The schemes that a webhook's address may have.</summary>
    public IReadOnlyList<string> Schemes { get; init; } = ["https"];

    /// <summary>Whether a webhook may be on this machine or in a private network.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>Further tries of a delivery that failed.</summary>
    public int MostRetries { get; init; } = 3;

    /// <summary>The wait before the first further try; it doubles with each.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one try may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>With what secrets are encrypted, as 32 bytes in base64url; null keeps a key beside the database.</summary>
    public string? SecretKey { get; init; }
}
