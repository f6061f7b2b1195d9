using System.Collections.Concurrent;
using ImageClassifier.Core;
using ImageClassifier.Core.Datasets;
using ImageClassifier.Core.Experiments;
using ImageClassifier.Core.Imaging;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Local;

/// <summary>Which folders hold the photos of a training without cloud.</summary>
/// <param name="Data">One sub-folder for each class.</param>
/// <param name="Validation">Likewise, photos that validate; null takes some of <paramref name="Data"/>.</param>
/// <param name="Test">Likewise, photos that are measured at the end and decide nothing; null for none.</param>
internal sealed record LocalFolders(string Data, string? Validation = null, string? Test = null)
{
    /// <summary>The sub-folders <c>train</c> and <c>val</c> of a folder.</summary>
    /// <exception cref="WorkerException">There are none.</exception>
    public static LocalFolders Predefined(string folder, string? test)
    {
        (string train, string validation) = (Path.Combine(folder, "train"), Path.Combine(folder, "val"));
        return Directory.Exists(train) && Directory.Exists(validation)
            ? new LocalFolders(train, validation, test)
            : throw new WorkerException($"{folder} has no sub-folders train and val, which --split predefined is about");
    }
}

/// <summary>The photos of folders and their frozen split.</summary>
/// <param name="Manifest">The split.</param>
/// <param name="Jpegs">Normalized photos by the digest of their pixels.</param>
/// <param name="Decoded">Those whose pixels are still in memory from their normalization.</param>
/// <param name="Test">Test photos; null without a folder of them.</param>
internal sealed record LocalPhotos(
    Manifest Manifest, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Jpegs, ConcurrentDictionary<string, NormalizedPhoto> Decoded, TestPhotos? Test)
{
    /// <summary>Opens the photos as a network sees them. Afterwards no pixels of their normalization are in memory.</summary>
    /// <exception cref="WorkerException">As of <see cref="PhotoSets.LoadAsync"/>.</exception>
    public async Task<PhotoSets> OpenAsync(int fold, DataOptions data, Device device, PhotoCache cache, CancellationToken cancellationToken)
    {
        PhotoSets photos = await PhotoSets.LoadAsync(Manifest, fold, data, device, cache,
            (item, _) => Task.FromResult(new StoredPhoto(Jpegs[item.Sha256], Decoded.GetValueOrDefault(item.Sha256))), Environment.ProcessorCount, cancellationToken);
        Decoded.Clear();
        return photos;
    }

    /// <param name="folders">Where the photos are.</param>
    /// <param name="validationFraction">In (0, 1), of a hold-out split.</param>
    /// <param name="folds">1 for a hold-out split.</param>
    /// <param name="seed">Of the split.</param>
    /// <param name="output">Hears what was left out.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="WorkerException">These photos cannot be trained on.</exception>
    public static async Task<LocalPhotos> ReadAsync(
        LocalFolders folders, double validationFraction, int folds, int seed, Output output, CancellationToken cancellationToken)
    {
        PhotoFolder data = await ReadAsync(folders.Data, output, cancellationToken);
        PhotoFolder? validation = folders.Validation is null ? null : await ReadAsync(folders.Validation, output, cancellationToken);
        PhotoFolder? test = folders.Test is null ? null : await ReadAsync(folders.Test, output, cancellationToken);
        if (test is not null)
        {
            data = WithoutTest(folders.Data, data, test, output);
            validation = validation is null ? null : WithoutTest(folders.Validation!, validation, test, output);
        }
        Manifest manifest = validation is null
            ? Split(folders.Data, data, validationFraction, folds, seed)
            : Predefined(folders, data, validation);
        foreach (string warning in manifest.Warnings) output.Warn(warning);
        var jpegs = new Dictionary<string, ReadOnlyMemory<byte>>(data.Jpegs);
        if (validation is not null)
        {
            foreach ((string sha256, ReadOnlyMemory<byte> jpeg) in validation.Jpegs) jpegs[sha256] = jpeg;
            foreach ((string sha256, NormalizedPhoto photo) in validation.Decoded) data.Decoded[sha256] = photo;
        }
        return new LocalPhotos(manifest, jpegs, data.Decoded, test is null ? null : new TestPhotos(folders.Test!, test.Photos));
    }

    private static async Task<PhotoFolder> ReadAsync(string path, Output output, CancellationToken cancellationToken)
    {
        PhotoFolder folder = await PhotoFolder.ReadAsync(path, cancellationToken);
        foreach (string rejected in folder.Rejected) output.Warn($"left out: {rejected}");
        return folder;
    }

    /// <summary>A photo that is tested on must not be learned from, not even by its validation.</summary>
    private static PhotoFolder WithoutTest(string path, PhotoFolder folder, PhotoFolder test, Output output)
    {
        HashSet<string> tested = [.. test.Photos.Select(photo => photo.Sha256)];
        IngestedPhoto[] kept = [.. folder.Photos.Where(photo => !tested.Contains(photo.Sha256))];
        if (kept.Length < folder.Photos.Count)
            output.Warn($"{folder.Photos.Count - kept.Length} photos of {path} are test photos too and are left out of the training");
        return folder with { Photos = kept };
    }

    private static Manifest Split(string path, PhotoFolder folder, double validationFraction, int folds, int seed)
    {
        Throw(ManifestBuilder.Validate(folder.Photos, path, folds));
        return ManifestBuilder.Build(folder.Photos, validationFraction, seed, folds);
    }

    private static Manifest Predefined(LocalFolders folders, PhotoFolder data, PhotoFolder validation)
    {
        Throw(ManifestBuilder.Validate(data.Photos, folders.Data));
        string[] unknown = [.. validation.Photos.Select(photo => photo.Label).Except(data.Photos.Select(photo => photo.Label)).Order(StringComparer.Ordinal)];
        if (unknown.Length > 0) throw new WorkerException($"{folders.Validation} has photos of {string.Join(", ", unknown)}, and {folders.Data} has none to learn them from");
        if (validation.Photos.Count == 0) throw new WorkerException($"{folders.Validation} has no usable photos; give one sub-folder for each class");
        return ManifestBuilder.Build(data.Photos, validation.Photos);
    }

    private static void Throw(IReadOnlyList<Problem> problems)
    {
        if (problems.Count > 0) throw new WorkerException(string.Join(Environment.NewLine, problems.Select(problem => $"{problem.Path} {problem.Message}")));
    }
}
