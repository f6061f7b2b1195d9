using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Microsoft.Azure.Functions.Worker.Embedded.Blobs;

/// <summary>
/// Receipts: one small blob for each version (ETag) of a blob that a function has taken, in the container of the official host. A host
/// claims a version by writing its receipt on condition that there is none, or that the one there is not held; the storage service lets
/// one writer win. A receipt is held while its holder keeps rewriting it; the service's own clock decides, so hosts need not agree on time.
/// </summary>
/// <param name="service">Where the receipts are.</param>
/// <param name="hostId">Names the application: hosts of the same one share receipts.</param>
/// <param name="functionName">Whose receipts they are.</param>
/// <param name="container">The container of the blobs.</param>
/// <param name="holdTime">A receipt that was not rewritten for so long belongs to a host that died.</param>
internal sealed class BlobReceipts(BlobServiceClient service, string hostId, string functionName, string container, TimeSpan holdTime)
{
    private const string HostsContainer = "azure-webjobs-hosts";
    private const string StatusKey = "Status";
    private const string AttemptKey = "Attempt";
    private const int LongestName = 1024;

    private readonly BlobContainerClient hosts = service.GetBlobContainerClient(HostsContainer);
    private readonly string folder = $"blobreceipts/{hostId}/Functions.{functionName}/";

    public TimeSpan HoldTime => holdTime;

    /// <summary>Keys of the versions that are done, as <see cref="KeyOf"/> makes them.</summary>
    public async Task<HashSet<string>> LoadDoneAsync(CancellationToken cancellation)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (BlobItem receipt in hosts.GetBlobsAsync(BlobTraits.Metadata, prefix: folder, cancellationToken: cancellation))
                if (StatusOf(receipt.Metadata) == ReceiptStatus.Completed) done.Add(receipt.Name[folder.Length..]);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // The first host of this account creates it with its first claim.
        }
        return done;
    }

    /// <summary>The receipt of a version, below this function's folder. Names too long for a path are hashed.</summary>
    public string KeyOf(BlobVersion version)
    {
        string key = $"{version.ETag}/{container}/{version.Name}";
        if (folder.Length + key.Length <= LongestName) return key;
        return $"{version.ETag}/{container}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version.Name)))}";
    }

    /// <summary>Tries to become the one who runs the function for this version.</summary>
    public async Task<ClaimResult> ClaimAsync(BlobVersion version, CancellationToken cancellation)
    {
        BlobClient receipt = hosts.GetBlobClient(folder + KeyOf(version));
        var free = new BlobRequestConditions { IfNoneMatch = ETag.All };
        if (await TryWriteAsync(receipt, ReceiptStatus.Held, 1, free, cancellation) is { } created)
            return new ClaimResult.Won(new BlobClaim(this, receipt, created, 1));

        Response<BlobProperties> there;
        try
        {
            there = await receipt.GetPropertiesAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return new ClaimResult.Busy();
        }
        ReceiptStatus status = StatusOf(there.Value.Metadata);
        if (status == ReceiptStatus.Completed) return new ClaimResult.Done();
        DateTimeOffset now = there.GetRawResponse().Headers.Date ?? there.Value.LastModified;
        if (status == ReceiptStatus.Held && now - there.Value.LastModified < holdTime) return new ClaimResult.Busy();

        // A holder that died counts as a failed attempt; one that gave it back does not.
        int attempt = AttemptOf(there.Value.Metadata) + 1;
        var unchanged = new BlobRequestConditions { IfMatch = there.Value.ETag };
        return await TryWriteAsync(receipt, ReceiptStatus.Held, attempt, unchanged, cancellation) is { } taken
            ? new ClaimResult.Won(new BlobClaim(this, receipt, taken, attempt))
            : new ClaimResult.Busy();
    }

    /// <summary>Writes a receipt; null where the condition no longer holds.</summary>
    internal async Task<ETag?> TryWriteAsync(
        BlobClient receipt, ReceiptStatus status, int attempt, BlobRequestConditions conditions, CancellationToken cancellation)
    {
        var options = new BlobUploadOptions
        {
            Conditions = conditions,
            Metadata = new Dictionary<string, string>
            {
                [StatusKey] = status.ToString(),
                [AttemptKey] = attempt.ToString(CultureInfo.InvariantCulture),
            },
        };
        while (true)
        {
            try
            {
                return (await receipt.UploadAsync(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), options, cancellation)).Value.ETag;
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                await hosts.CreateIfNotExistsAsync(cancellationToken: cancellation);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                return null;
            }
        }
    }

    private static ReceiptStatus StatusOf(IDictionary<string, string>? metadata) =>
        Enum.TryParse(Value(metadata, StatusKey), out ReceiptStatus status) ? status : ReceiptStatus.Held;

    private static int AttemptOf(IDictionary<string, string> metadata) =>
        int.TryParse(Value(metadata, AttemptKey), NumberStyles.None, CultureInfo.InvariantCulture, out int attempt) ? attempt : 0;

    // Services and emulators differ in the case of metadata names.
    private static string? Value(IDictionary<string, string>? metadata, string key) =>
        metadata?.FirstOrDefault(pair => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>One state of a blob.</summary>
/// <param name="Name">The blob's name in its container.</param>
/// <param name="ETag">Its ETag without quotes.</param>
internal readonly record struct BlobVersion(string Name, string ETag);

/// <summary>What a receipt says.</summary>
internal enum ReceiptStatus
{
    /// <summary>A host runs the function, or died doing so.</summary>
    Held,

    /// <summary>A host gave it back when it stopped.</summary>
    Released,

    /// <summary>The function succeeded, or its last attempt failed and a poison message says so.</summary>
    Completed,
}

/// <summary>How a claim ended.</summary>
internal abstract record ClaimResult
{
    /// <summary>It is ours to run.</summary>
    public sealed record Won(BlobClaim Claim) : ClaimResult;

    /// <summary>It was run before.</summary>
    public sealed record Done : ClaimResult;

    /// <summary>Another host runs it now.</summary>
    public sealed record Busy : ClaimResult;
}
