using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Imaging.Folders;
using ImageClassifier.Storage;

namespace ImageClassifier.Cli.Photos;

/// <summary>Puts a folder into the uploads container and leaves alone what is there already.</summary>
internal sealed class PhotoUploader(StorageAccount storage)
{
    /// <summary>Metadata that marks imgc's own uploads: the folder they came from, percent-encoded.</summary>
    public const string SourceMetadata = "imgcsource";

    private const int Parallelism = 8;
    private const int ShownNames = 5;

    private readonly BlobContainerClient _uploads = storage.Container(StorageLayout.Uploads);
    private readonly BlobContainerClient _rejected = storage.Container(StorageLayout.Rejected);

    /// <summary>Brings the container to what is asked for.</summary>
    /// <param name="folder">What to upload.</param>
    /// <param name="exactly">Whether blobs that do not belong to the folder are removed.</param>
    /// <param name="foreign">What to do with other uploaders' blobs.</param>
    /// <param name="progress">Told how many files are done, of how many.</param>
    /// <param name="cancellationToken">Ends between files; the next upload continues from there.</param>
    /// <exception cref="CliException">Other uploaders' photos are in the way, or a file cannot be read.</exception>
    public async Task<UploadPlan> SyncAsync(
        PhotoFolder folder, bool exactly, ForeignUploads foreign, Action<int, int> progress, CancellationToken cancellationToken)
    {
        await storage.EnsureCreatedAsync(cancellationToken);
        UploadPlan plan = UploadPlan.Make(await HashAsync(folder, cancellationToken), await ListAsync(cancellationToken), exactly, foreign);
        if (plan.InTheWay.Count > 0) throw InTheWay(plan.InTheWay);

        int done = 0;
        progress(0, plan.Upload.Count);
        await ForEachAsync(plan.Remove, (name, token) =>
            _uploads.DeleteBlobIfExistsAsync(name, cancellationToken: token), cancellationToken);
        await ForEachAsync(plan.Upload, async (photo, token) =>
        {
            await UploadAsync(photo, folder.FullPath, token);
            progress(Interlocked.Increment(ref done), plan.Upload.Count);
        }, cancellationToken);
        return plan;
    }

    private static async Task<IReadOnlyList<HashedPhoto>> HashAsync(PhotoFolder folder, CancellationToken cancellationToken)
    {
        var hashed = new HashedPhoto[folder.Photos.Count];
        await ForEachAsync(Enumerable.Range(0, hashed.Length), async (i, token) =>
        {
            LocalPhoto photo = folder.Photos[i];
            hashed[i] = new HashedPhoto(photo, await ReadAsync(photo, path => PhotoContent.HashAsync(path, token)));
        }, cancellationToken);
        return hashed;
    }

    private async Task<IReadOnlyList<RemoteUpload>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<RemoteUpload>();
        await foreach (BlobItem blob in _uploads.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata },
            cancellationToken: cancellationToken))
        {
            // Nobody's photo, and so in nobody's way.
            if (FolderMarker.Is(blob.Name, blob.Properties.ContentLength, blob.Metadata)) continue;
            found.Add(new RemoteUpload(blob.Name, blob.Properties.ContentHash,
                blob.Metadata?.TryGetValue(SourceMetadata, out string? source) == true ? source : null));
        }
        return found;
    }

    private async Task UploadAsync(LocalPhoto photo, string folder, CancellationToken cancellationToken)
    {
        // A photo that was rejected before gets a fresh verdict; the old one would be read as today's.
        await _rejected.DeleteBlobIfExistsAsync(StorageLayout.ReasonBlob(photo.UploadName), cancellationToken: cancellationToken);
        await _rejected.DeleteBlobIfExistsAsync(photo.UploadName, cancellationToken: cancellationToken);
        await ReadAsync(photo, async path =>
        {
            byte[] md5 = await PhotoContent.HashAsync(path, cancellationToken);
            await using Stream content = LocalPhoto.Open(path);
            return await _uploads.GetBlobClient(photo.UploadName).UploadAsync(content, new BlobUploadOptions
            {
                // Large files go up in blocks, for which the service keeps no MD5 of its own.
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/octet-stream", ContentHash = md5 },
                Metadata = new Dictionary<string, string> { [SourceMetadata] = Uri.EscapeDataString(folder) },
            }, cancellationToken);
        });
    }

    private static async Task<T> ReadAsync<T>(LocalPhoto photo, Func<string, Task<T>> read)
    {
        try
        {
            return await read(photo.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{photo.Path} cannot be read: {e.Message}", ExitCode.Usage, e);
        }
    }

    private static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (item, token) => await act(item, token));

    private static CliException InTheWay(IReadOnlyList<string> names)
    {
        string shown =
            string.Join(", ", names.Take(ShownNames)) + (names.Count > ShownNames ? $" and {names.Count - ShownNames} more" : "");
        return new CliException(
            $"the uploads container has {names.Count} photos that imgc did not put there: {shown}; --add trains on both (photos of the "
                + $"same "
            + "name must then be the same), --replace removes them", ExitCode.Usage);
    }
}
