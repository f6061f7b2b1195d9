namespace ImageClassifier.Tracking;

/// <summary>How to run the server.</summary>
internal sealed record TrackingOptions
{
    /// <summary>The address to listen on. Loopback unless somebody says otherwise: there is no password.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 5000;

    /// <summary>The folder of the database and, unless they are in a container, of the artifacts.</summary>
    public string Data { get; init; } = Path.Combine(".local", "tracking");

    /// <summary>A blob container for artifacts; null keeps them in <see cref="Data"/>.</summary>
    public string? ArtifactsContainer { get; init; }

    /// <summary>The storage account of <see cref="ArtifactsContainer"/>.</summary>
    public string? StorageConnection { get; init; }
}
