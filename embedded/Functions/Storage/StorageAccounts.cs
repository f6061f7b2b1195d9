using System.Collections.Concurrent;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Storage;

/// <summary>Finds the storage account that a trigger's <c>Connection</c> names.</summary>
internal sealed class StorageAccounts(IConfiguration configuration, ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, StorageAccount> accounts = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="connection">The trigger's <c>Connection</c>; null or empty for <c>AzureWebJobsStorage</c>.</param>
    /// <param name="functionName">Who asks, for the error.</param>
    /// <exception cref="HostStartException">There is no such setting, or it is no connection string.</exception>
    public StorageAccount Get(string? connection, string functionName)
    {
        (string setting, string value) = Setting(connection, functionName);
        try
        {
            return accounts.GetOrAdd(value, text => new StorageAccount(
                setting, new BlobServiceClient(text, Patient(new BlobClientOptions())),
                new QueueServiceClient(text, Patient(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None })), loggers));
        }
        catch (FormatException e)
        {
            throw new HostStartException($"'{setting}' is not a storage connection string ({e.Message}). For Azurite use UseDevelopmentStorage=true.");
        }
    }

    // The listeners wait outages out themselves, and notice the end of one sooner with short retries.
    private static TOptions Patient<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(1);
        return options;
    }

    // The official look-up: first with the prefix AzureWebJobs, then the plain name, then a named connection string.
    private (string Setting, string Value) Setting(string? connection, string functionName)
    {
        string name = string.IsNullOrEmpty(connection) ? "Storage" : connection;
        string[] candidates = [$"AzureWebJobs{name}", name, $"ConnectionStrings:{name}"];
        foreach (string candidate in candidates)
            if (configuration[candidate] is { Length: > 0 } value) return (candidate, value);
        throw new HostStartException(
            $"Function '{functionName}' needs the setting '{(string.IsNullOrEmpty(connection) ? candidates[0] : name)}', a storage connection string. " +
            "Set it under Values in local.settings.json or as an environment variable; for Azurite it is UseDevelopmentStorage=true.");
    }
}
