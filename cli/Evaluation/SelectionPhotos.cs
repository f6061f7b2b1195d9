using ImageClassifier.Cli.Photos;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Folders;
using ImageClassifier.Storage;

namespace ImageClassifier.Cli.Evaluation;

/// <summary>Finds out which photos of an evaluation the model's selection has seen, with the manifest that its job names.</summary>
internal sealed class SelectionPhotos(StorageAccount storage)
{
    private readonly PhotoNormalizer _normalizer = new();

    /// <returns>Null where the storage no longer has what the model was trained with.</returns>
    /// <exception cref="DllNotFoundException">libvips, which decodes photos, does not load.</exception>
    public async Task<OverlapReport?> CompareAsync(
        ServedModel model, IReadOnlyList<(LocalPhoto Photo, ClassifiedPhoto Result)> answers, CancellationToken cancellationToken)
    {
        if (await storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(model.JobId))
            .ReadAsync<TrainingJob>(cancellationToken) is not { } job) return null;
        if (await storage.Blob(StorageLayout.Manifests, StorageLayout.ManifestBlob(job.ManifestDigest))
            .ReadAsync<Manifest>(cancellationToken) is not { } manifest) return null;
        var overlap = new Overlap(manifest, job.Fold);
        (LocalPhoto Photo, ClassifiedPhoto Result)[] read = [.. answers.Where(pair => pair.Result.Answer is not null)];
        var compared = new (Familiarity, bool)[read.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, read.Length), cancellationToken, async (i, token) =>
        {
            (LocalPhoto photo, ClassifiedPhoto result) = read[i];
            byte[] bytes = await File.ReadAllBytesAsync(photo.Path, token);
            // What could be classified can be normalized, unless the file changed in between.
            Familiarity familiarity = _normalizer.Normalize(bytes, token) is NormalizationResult.Accepted { Photo: var normalized }
                ? overlap.Of(normalized.Sha256, normalized.PerceptualHash)
                : Familiarity.Unseen;
            compared[i] = (familiarity, result.Answer!.Predictions[0].Label == photo.Label);
        });
        return OverlapReport.Of(compared, overlap.KnowsLooks);
    }
}
