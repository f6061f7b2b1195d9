using Azure;

namespace ImageClassifier.Storage;

/// <summary>Answers of Azure Storage that stay the same however often one asks, until somebody acts.</summary>
public static class StorageRefusal
{
    /// <returns>What stands in the way and what to do, to follow the name of the blob; null when trying again may help.</returns>
    public static string? Reason(RequestFailedException e) => e.ErrorCode switch
    {
        // Both are 412, as is a condition on the ETag that does not hold.
        "LeaseIdMissing" or "LeaseIdMismatchWithBlobOperation" => "is leased by another program; end that program or break the lease",
        "BlobImmutableDueToPolicy" => "is protected by an immutability policy or a legal hold of its container; lift it",
        "BlobArchived" => "is in the archive tier; move it to the hot or cool tier",
        "BlobBeingRehydrated" => "is on its way out of the archive tier, which takes hours; ask again then",
        _ when e.Status == 403 =>
            $"may not be read or removed with the app's credentials ({e.ErrorCode}); give them the rights to read, write and delete blobs",
        _ => null,
    };
}
