using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>The storage accounts that an app's triggers use, by the settings that name them.</summary>
internal static class StorageConnections
{
    /// <summary>Their blob and queue endpoints; throws a <see cref="HostException"/> for a setting that is missing or wrong.</summary>
    public static IReadOnlyList<Uri> Endpoints(IReadOnlyList<FunctionDefinition> functions, IConfiguration configuration) => functions
        .SelectMany(function => Names(function, configuration).Select(name => (name, function)))
        .DistinctBy(used => used.name)
        .SelectMany(used => Endpoints(used.name, used.function, configuration))
        .Distinct()
        .ToList();

    // What a function needs: its trigger's account, and that of the host for receipts or of the task hub.
    private static IEnumerable<string> Names(FunctionDefinition function, IConfiguration configuration)
    {
        if (function.Trigger.Connection is { } connection) yield return connection;
        if (function.Trigger.Type == FunctionBinding.BlobTrigger) yield return "AzureWebJobsStorage";
        if (function.Trigger.IsDurable || function.DurableClients.Count > 0)
            yield return configuration.HostJson("extensions:durableTask:storageProvider:connectionName") ?? "AzureWebJobsStorage";
    }

    private static IEnumerable<Uri> Endpoints(string name, FunctionDefinition function, IConfiguration configuration)
    {
        // The SDK takes "Storage" for "AzureWebJobsStorage" too.
        IConfigurationSection section = new[] { $"AzureWebJobs{name}", name, $"ConnectionStrings:{name}" }.Select(configuration.GetSection)
            .FirstOrDefault(candidate => candidate.Exists()) ?? throw new HostException(
                ExitCode.CannotStart,
                $"{function.Name} needs the setting {name}, which is missing: set it in the environment or in Values of "
                    + $"local.settings.json, "
                + "to a storage connection string, or to UseDevelopmentStorage=true for Azurite.");
        if (section.Value is not { Length: > 0 } text) return Endpoints(section);
        try
        {
            return [new BlobServiceClient(text).Uri, new QueueServiceClient(text).Uri];
        }
        catch (FormatException e)
        {
            throw new HostException(ExitCode.CannotStart, $"The setting {name} is no storage connection string: {e.Message}", e);
        }
    }

    // An account that is used with an identity.
    private static IEnumerable<Uri> Endpoints(IConfigurationSection section)
    {
        string[] services = ["blob", "queue"];
        string? account = section["accountName"];
        return services
            .Select(service => section[$"{service}ServiceUri"]
                ?? (account is null ? null : $"https://{account}.{service}.core.windows.net"))
            .OfType<string>().Select(uri => new Uri(uri));
    }
}
