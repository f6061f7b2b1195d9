namespace ImageClassifier.Tracking.Configuration;

/// <summary>How to run the server.</summary>
internal sealed record TrackingOptions
{
    /// <summary>The address to listen on. Loopback by default: whoever can reach it can use it, unless a token or a password is
    /// set.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 5000;

    /// <summary>The folder of the database and, unless they are in a container, of the artifacts.</summary>
    public string Data { get; init; } = Path.Combine(".local", "tracking");

    /// <summary>The database, under the name that MLflow gives it.</summary>
    public string DatabaseFile => Path.Combine(Data, "mlflow.db");

    /// <summary>A blob container for artifacts; null keeps them in <see cref="Data"/>.</summary>
    public string? ArtifactsContainer { get; init; }

    /// <summary>What a client must send as a bearer token (or as the password of the user <c>token</c>); null asks for none.</summary>
    public string? Token { get; init; }

    /// <summary>The name that goes with <see cref="Password"/>.</summary>
    public string? Username { get; init; }

    /// <summary>What a client must send by basic authentication; null asks for none.</summary>
    public string? Password { get; init; }

    /// <summary>Further names of this machine that a Host header may have: exact ones, or <c>*.example.com</c>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Further origins whose pages may use the API, such as <c>https://lab.example.com</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>What webhooks may do.</summary>
    public WebhookOptions Webhooks { get; init; } = new();

    /// <summary>Grace period of a request's body, after which it must arrive at 240 bytes per second or more.</summary>
    public TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The storage account of <see cref="ArtifactsContainer"/>.</summary>
    public string? StorageConnection { get; init; }

    /// <summary>
    /// Adds what the environment says, under the names that MLflow gives it: the client's own <c>MLFLOW_TRACKING_TOKEN</c>,
    /// <c>…_USERNAME</c> and <c>…_PASSWORD</c>, the server's <c>MLFLOW_SERVER_ALLOWED_HOSTS</c> and <c>…_CORS_ALLOWED_ORIGINS</c>, and the
    /// webhooks'
    /// <c>MLFLOW_WEBHOOK_ALLOWED_SCHEMES</c>, <c>…_ALLOW_PRIVATE_IPS</c> and <c>…_SECRET_ENCRYPTION_KEY</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is a name without a password, or the other way round.</exception>
    public TrackingOptions WithEnvironment(Func<string, string?> variable)
    {
        string? Text(string name) => variable(name) is { Length: > 0 } value ? value : null;
        IReadOnlyList<string> List(string name) =>
            Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var (username, password) = (Text("MLFLOW_TRACKING_USERNAME"), Text("MLFLOW_TRACKING_PASSWORD"));
        if (username is null != password is null)
            throw new ArgumentException("MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD go together; set both or none.");
        return this with
        {
            Token = Text("MLFLOW_TRACKING_TOKEN"),
            Username = username,
            Password = password,
            AllowedHosts = List("MLFLOW_SERVER_ALLOWED_HOSTS"),
            AllowedOrigins = List("MLFLOW_SERVER_CORS_ALLOWED_ORIGINS"),
            StorageConnection = Text("AzureWebJobsStorage"),
            Webhooks = Webhooks with
            {
                Schemes = List("MLFLOW_WEBHOOK_ALLOWED_SCHEMES") is { Count: > 0 } schemes ? schemes : Webhooks.Schemes,
                AllowPrivate = Text("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS")?.ToLowerInvariant() is "true" or "1",
                SecretKey = Text("MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY"),
            },
        };
    }
}
