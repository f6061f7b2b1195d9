using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Contracts;
using ImageClassifier.Storage;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training.Teachers;

namespace ImageClassifier.Worker.Jobs;

/// <summary>What a worker reads before it trains.</summary>
internal sealed class JobFiles(StorageAccount storage)
{
    /// <summary>Reads a job by its id, by the URL of its blob, or from a file.</summary>
    /// <exception cref="WorkerException">There is no such job, or it is not sound.</exception>
    public async Task<TrainingJob> ReadJobAsync(string reference, CancellationToken cancellationToken)
    {
        byte[] json = File.Exists(reference)
            ? await File.ReadAllBytesAsync(reference, cancellationToken)
            : (await DownloadAsync(JobBlob(reference), "there is no such job", cancellationToken)).ToArray();
        (TrainingJob? job, IReadOnlyList<Problem> problems) = StrictJson.Read<TrainingJob>(json);
        List<Problem> all = [.. problems, .. job?.Validate() ?? []];
        return all.Count == 0 ? job!
            : throw new WorkerException(new InvalidRecordException($"the job {reference} is not sound", all).Message);
    }

    /// <exception cref="WorkerException">It is missing, or not what its name says.</exception>
    public async Task<Manifest> ReadManifestAsync(string digest, CancellationToken cancellationToken)
    {
        BlobClient blob = storage.Blob(StorageLayout.Manifests, StorageLayout.ManifestBlob(digest));
        BinaryData content = await DownloadAsync(blob, "the job's list of photos is gone; start a new retrain", cancellationToken);
        string actual = Convert.ToHexStringLower(SHA256.HashData(content.ToMemory().Span));
        if (actual != digest)
            throw new WorkerException($"{Name(blob)} is damaged: its content has the digest {actual}; delete it and start a new retrain");
        try
        {
            return JsonSerializer.Deserialize<Manifest>(content.ToMemory().Span, CoreJson.Options)
                ?? throw new WorkerException($"{Name(blob)} is empty; delete it and start a new retrain");
        }
        catch (JsonException e)
        {
            throw new WorkerException($"{Name(blob)} is not a manifest: {e.Message}", e);
        }
    }

    /// <summary>The bytes of a photo of the dataset.</summary>
    /// <exception cref="WorkerException">It is missing.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadPhotoAsync(ManifestItem item, CancellationToken cancellationToken)
    {
        BinaryData content = await DownloadAsync(storage.Blob(StorageLayout.Dataset, item.Blob),
            $"the photo was uploaded as {item.Upload}; upload it again, or start a new retrain without it", cancellationToken);
        return content.ToMemory();
    }

    /// <summary>A file of weights that somebody put into the container for them.</summary>
    /// <exception cref="WorkerException">It is missing.</exception>
    public async Task<byte[]> ReadWeightsAsync(string name, CancellationToken cancellationToken)
    {
        BinaryData content = await DownloadAsync(storage.Blob(StorageLayout.Weights, name),
            $"upload the file there, or correct model.pretrained, which names {ModelOptions.BlobPrefix}{name}", cancellationToken);
        return content.ToArray();
    }

    /// <summary>A finished model, to learn from.</summary>
    /// <exception cref="WorkerException">It is missing, or has no sound card.</exception>
    public async Task<TeacherModel> ReadTeacherAsync(string jobId, CancellationToken cancellationToken)
    {
        string ifMissing = $"regularization.distillation.teacher names the job {jobId}, which left no model; name a finished job";
        BlobClient cardBlob = storage.Blob(StorageLayout.Models, StorageLayout.ModelCardBlob(jobId));
        BinaryData card = await DownloadAsync(cardBlob, ifMissing, cancellationToken);
        BinaryData weights =
            await DownloadAsync(storage.Blob(StorageLayout.Models, StorageLayout.ModelWeightsBlob(jobId)), ifMissing, cancellationToken);
        return TeacherModel.Parse(jobId, Name(cardBlob), card.ToArray(), weights.ToArray());
    }

    private BlobClient JobBlob(string reference)
    {
        if (!Uri.TryCreate(reference, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            return reference.Contains('/') || reference.EndsWith(".json", StringComparison.Ordinal)
                ? throw new WorkerException($"there is no file {reference}")
                : storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(reference));
        }
        // The account is the one of the connection string; the URL says which blob.
        var parts = new BlobUriBuilder(uri);
        return string.IsNullOrEmpty(parts.BlobContainerName) || string.IsNullOrEmpty(parts.BlobName)
            ? throw new WorkerException($"{uri} is not the URL of a blob")
            : storage.Blob(parts.BlobContainerName, parts.BlobName);
    }

    private static async Task<BinaryData> DownloadAsync(BlobClient blob, string ifMissing, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult result = await blob.DownloadContentAsync(cancellationToken);
            return result.Content;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new WorkerException($"{Name(blob)} does not exist: {ifMissing}", e);
        }
    }

    private static string Name(BlobClient blob) => $"{blob.BlobContainerName}/{blob.Name}";
}
