using System.Globalization;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Configuration;

/// <summary>host.json, as far as this host acts on it. Defaults are the official host's.</summary>
internal sealed record HostSettings
{
    public const string FileName = "host.json";

    /// <summary>Settings of this prefix override host.json, as in <c>AzureFunctionsJobHost__extensions__queues__batchSize</c>.</summary>
    private const string OverridePrefix = "AzureFunctionsJobHost";

    public string RoutePrefix { get; init; } = "api";

    /// <summary>Null means without end.</summary>
    public TimeSpan? FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    public BlobSettings Blobs { get; init; } = new();

    public QueueSettings Queues { get; init; } = new();

    public DurableSettings Durable { get; init; } = new();

    /// <summary>Levels by category; "default" for the rest.</summary>
    public IReadOnlyDictionary<string, LogLevel> LogLevels { get; init; } = new Dictionary<string, LogLevel>();

    public static HostSettings Read(string root, IConfiguration configuration)
    {
        string path = Path.Combine(root, FileName);
        try
        {
            IConfigurationRoot file = new ConfigurationBuilder()
                .AddJsonFile(path, optional: true)
                .AddInMemoryCollection(configuration.GetSection(OverridePrefix).AsEnumerable(makePathsRelative: true))
                .Build();
            return Read(new SettingReader(file, path));
        }
        catch (InvalidDataException e)
        {
            throw new HostStartException($"{path} is not JSON: {e.InnerException?.Message ?? e.Message}");
        }
        catch (JsonException e)
        {
            throw new HostStartException($"{path} is not JSON: {e.Message}");
        }
    }

    private static HostSettings Read(SettingReader file)
    {
        var defaults = new HostSettings();
        int batchSize = file.Integer("extensions:queues:batchSize", defaults.Queues.BatchSize, 1, 32);
        return new HostSettings
        {
            RoutePrefix = file.Text("extensions:http:routePrefix", defaults.RoutePrefix).Trim('/'),
            FunctionTimeout = file.Text("functionTimeout", "") == "-1" ? null : file.Time("functionTimeout", defaults.FunctionTimeout!.Value),
            Blobs = new BlobSettings
            {
                MaxDegreeOfParallelism = file.Integer("extensions:blobs:maxDegreeOfParallelism", defaults.Blobs.MaxDegreeOfParallelism, 1, 1024),
                PoisonBlobThreshold = file.Integer("extensions:blobs:poisonBlobThreshold", defaults.Blobs.PoisonBlobThreshold, 1, 1000),
            },
            Queues = new QueueSettings
            {
                BatchSize = batchSize,
                NewBatchThreshold = file.Integer("extensions:queues:newBatchThreshold", Math.Max(1, batchSize / 2), 0, 1000),
                MaxDequeueCount = file.Integer("extensions:queues:maxDequeueCount", defaults.Queues.MaxDequeueCount, 1, 1000),
                MaxPollingInterval = file.Time("extensions:queues:maxPollingInterval", defaults.Queues.MaxPollingInterval),
                VisibilityTimeout = file.Time("extensions:queues:visibilityTimeout", defaults.Queues.VisibilityTimeout),
                Base64 = file.OneOf("extensions:queues:messageEncoding", "base64", ["base64", "none"]) == "base64",
            },
            Durable = new DurableSettings
            {
                HubName = file.Text("extensions:durableTask:hubName", defaults.Durable.HubName),
                Path = file.Text("extensions:durableTask:storageProvider:path", ""),
                MaxConcurrentActivities = file.Integer(
                    "extensions:durableTask:maxConcurrentActivityFunctions", defaults.Durable.MaxConcurrentActivities, 1, 10_000),
                MaxConcurrentOrchestrations = file.Integer(
                    "extensions:durableTask:maxConcurrentOrchestratorFunctions", defaults.Durable.MaxConcurrentOrchestrations, 1, 10_000),
            },
            LogLevels = file.Levels("logging:logLevel"),
        };
    }
}

/// <summary>extensions.blobs</summary>
internal sealed record BlobSettings
{
    public int MaxDegreeOfParallelism { get; init; } = 8 * Environment.ProcessorCount;

    public int PoisonBlobThreshold { get; init; } = 5;
}

/// <summary>extensions.queues</summary>
internal sealed record QueueSettings
{
    public int BatchSize { get; init; } = 16;

    public int NewBatchThreshold { get; init; } = 8;

    public int MaxDequeueCount { get; init; } = 5;

    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a message whose function failed stays hidden before the next try.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.Zero;

    public bool Base64 { get; init; } = true;
}

/// <summary>extensions.durableTask</summary>
internal sealed record DurableSettings
{
    public string HubName { get; init; } = "TestHubName";

    /// <summary>The database file; empty for the default place.</summary>
    public string Path { get; init; } = "";

    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    public int MaxConcurrentOrchestrations { get; init; } = 10 * Environment.ProcessorCount;
}

