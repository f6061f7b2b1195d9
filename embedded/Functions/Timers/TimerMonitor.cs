using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Microsoft.Azure.Functions.Worker.Embedded.Timers;

/// <summary>
/// Keeps a timer's last and next time in storage. Whoever writes an occurrence first runs it, so of several hosts one does,
/// and a host that starts late sees what was missed.
/// </summary>
internal sealed class TimerMonitor(BlobServiceClient service, string hostId, string functionName)
{
    private readonly BlobContainerClient hosts = service.GetBlobContainerClient("azure-webjobs-hosts");
    private readonly string name = $"timers/{hostId}/Functions.{functionName}/status";

    /// <summary>The stored status with its version; null where the timer never ran.</summary>
    public async Task<(ScheduleStatus Status, ETag Version)?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult read = await hosts.GetBlobClient(name).DownloadContentAsync(cancellation);
            return JsonSerializer.Deserialize<ScheduleStatus>(read.Content) is { } status ? (status, read.Details.ETag) : null;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Writes a new status over the version that was read; false where another host was faster.</summary>
    public async Task<bool> TryWriteAsync(ScheduleStatus status, ETag? version, CancellationToken cancellation)
    {
        var conditions = version is { } read ? new BlobRequestConditions { IfMatch = read } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            await hosts.CreateIfNotExistsAsync(cancellationToken: cancellation);
            await hosts.GetBlobClient(name).UploadAsync(
                BinaryData.FromObjectAsJson(status), new BlobUploadOptions { Conditions = conditions }, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }
}
