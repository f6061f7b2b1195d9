using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>How new blobs are noticed.</summary>
public enum BlobTriggerSource
{
    LogsAndContainerScan = 0,
    EventGrid = 1,
}

/// <summary>Starts a function for each new or changed blob, at least once.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BlobTriggerAttribute(string blobPath) : TriggerBindingAttribute
{
    /// <summary>Container and name pattern, such as <c>uploads/{label}/{name}</c>.</summary>
    public string BlobPath { get; } = blobPath;

    /// <summary>Name of the setting that holds the connection string; <c>AzureWebJobsStorage</c> where it is null.</summary>
    public string? Connection { get; set; }

    public BlobTriggerSource Source { get; set; }
}
