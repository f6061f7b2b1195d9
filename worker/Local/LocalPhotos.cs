using System.Collections.Concurrent;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Folders;
using ImageClassifier.Studies.Datasets;
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
    /// <summary>The parts of a folder that is split already.</summary>
    /// <exception cref="WorkerException">It is not.</exception>
    public static LocalFolders Predefined(string folder, string? test)
    {
        SplitFolder split = Scan(folder);
        if (!split.IsSplit || split[PhotoSplit.Training] is not { } training || split[PhotoSplit.Validation] is not { } validation)
            throw new WorkerException($"{folder} has no sub-folders train and val with class folders, which --split predefined is about");
        return new LocalFolders(training.FullPath, validation.FullPath, test ?? split[PhotoSplit.Test]?.FullPath);
    }

    /// <exception cref="WorkerException">The folder cannot be used.</exception>
    public static SplitFolder Scan(string folder) => Usable(() => SplitFolder.Scan(folder));

    /// <exception cref="WorkerException">What is tried cannot be done with this folder.</exception>
    public static T Usable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PhotoFolderException e)
        {
            throw new WorkerException(e.Message);
        }
    }
}

/// <summary>The photos of folders and their frozen split.</summary>
/// <param name="Manifest">The split.</param>
/// <param name="Jpegs">Normalized photos by the digest of their pixels.</param>
/// <param name="Decoded">Those whose pixels are still in memory from their normalization.</param>
/// <param name="Test">Test photos; null without a folder of them.</param>
internal sealed record LocalPhotos(
    Manifest Manifest, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Jpegs, ConcurrentDictionary<string, NormalizedPhoto> Decoded,
        TestPhotos? Test)
{
    /// <summary>Opens the photos as a network sees them. Afterwards no pixels of their normalization are in memory.</summary>
    /// <exception cref="WorkerException">As of <see cref="PhotoSets.LoadAsync"/>.</exception>
    public async Task<PhotoSets> OpenAsync(int fold, DataOptions data, Device device, PhotoCache cache, CancellationToken cancellationToken)
    {
        PhotoSets photos = await PhotoSets.LoadAsync(Manifest, fold, data, device, cache,
            (item, _) => Task.FromResult(new StoredPhoto(Jpegs[item.Sha256], Decoded.GetValueOrDefault(item.Sha256))),
                Environment.ProcessorCount, cancellationToken);
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
        SplitFolder split = LocalFolders.Scan(folders.Data);
        PhotoFolder? validating = folders.Validation is { } given ? ToMeasureOn(given) : null, testing = folders.Test is { } named
            ? ToMeasureOn(named) : null;
        PhotoFolder learning = ToLearnFrom(split, folds, ref validating, ref testing);
        if (split.IsSplit)
        {
            output.Say($"{folders.Data} is split: {learning.Photos.Count} files to train on"
                + (validating is null ? "" : $", {validating.Photos.Count} to validate with")
                + (testing is null ? "" : $", {testing.Photos.Count} to test with"));
        }
        folders = folders with { Validation = validating?.FullPath, Test = testing?.FullPath };
        foreach (string note in split.Notes.Concat(validating?.Notes ?? []).Concat(testing?.Notes ?? []).Distinct()) output.Warn(note);
        FolderPhotos data = await ReadAsync(learning, output, cancellationToken);
        FolderPhotos? validation = validating is null ? null : await ReadAsync(validating, output, cancellationToken);
        FolderPhotos? test = testing is null ? null : await ReadAsync(testing, output, cancellationToken);
        if (test is not null)
        {
            data = WithoutTest(folders.Data, data, test, output);
            validation = validation is null ? null : WithoutTest(folders.Validation!, validation, test, output);
        }
        Manifest manifest = validation is null
            ? Split(folders.Data, data, validationFraction, folds, seed)
            : Predefined(folders, data, validation);
        foreach (string warning in manifest.Warnings.Except(split.Notes)) output.Warn(warning);
        var jpegs = new Dictionary<string, ReadOnlyMemory<byte>>(data.Jpegs);
        if (validation is not null)
        {
            foreach ((string sha256, ReadOnlyMemory<byte> jpeg) in validation.Jpegs) jpegs[sha256] = jpeg;
            foreach ((string sha256, NormalizedPhoto photo) in validation.Decoded) data.Decoded[sha256] = photo;
        }
        return new LocalPhotos(manifest, jpegs, data.Decoded, test is null ? null : new TestPhotos(folders.Test!, test.Photos, test.Paths));
    }

    /// <summary>A split that somebody made is used as it is, but for folds, which split the photos themselves, and for what the command
    /// line names.</summary>
    private static PhotoFolder ToLearnFrom(SplitFolder split, int folds, ref PhotoFolder? validating, ref PhotoFolder? testing)
    {
        if (!split.IsSplit) return LocalFolders.Usable(split.ForTraining);
        testing ??= split[PhotoSplit.Test];
        if (validating is null && folds == 1) validating = split.Validation;
        return validating is not null && split[PhotoSplit.Training] is { } training ? training : LocalFolders.Usable(split.ForTraining);
    }

    private static PhotoFolder ToMeasureOn(string folder) => LocalFolders.Usable(() => PhotoFolder.ScanForEvaluation(folder));

    private static async Task<FolderPhotos> ReadAsync(PhotoFolder folder, Output output, CancellationToken cancellationToken)
    {
        FolderPhotos photos = await FolderPhotos.ReadAsync(folder, cancellationToken);
        foreach (string rejected in photos.Rejected) output.Warn($"left out: {rejected}");
        return photos;
    }

    /// <summary>A photo that is tested on must not be learned from, not even by its validation.</summary>
    private static FolderPhotos WithoutTest(string path, FolderPhotos folder, FolderPhotos test, Output output)
    {
        HashSet<string> tested = [.. test.Photos.Select(photo => photo.Sha256)];
        IngestedPhoto[] kept = [.. folder.Photos.Where(photo => !tested.Contains(photo.Sha256))];
        if (kept.Length < folder.Photos.Count)
            output.Warn($"{folder.Photos.Count - kept.Length} photos of {path} are test photos too and are left out of the training");
        return folder with { Photos = kept };
    }

    private static Manifest Split(string path, FolderPhotos folder, double validationFraction, int folds, int seed)
    {
        Throw(ManifestBuilder.Validate(folder.Photos, path, folds));
        return ManifestBuilder.Build(folder.Photos, validationFraction, seed, folds);
    }

    private static Manifest Predefined(LocalFolders folders, FolderPhotos data, FolderPhotos validation)
    {
        Throw(ManifestBuilder.Validate(data.Photos, folders.Data));
        string[] unknown = [.. validation.Photos.Select(photo => photo.Label).Except(data.Photos.Select(photo => photo.Label))
            .Order(NaturalOrder.Comparer)];
        if (unknown.Length > 0)
            throw new WorkerException(
                $"{folders.Validation} has photos of {string.Join(", ", unknown)}, and {folders.Data} has none to learn them from");
        if (validation.Photos.Count == 0)
            throw new WorkerException($"{folders.Validation} has no usable photos; give one sub-folder for each class");
        return ManifestBuilder.Build(data.Photos, validation.Photos);
    }

    private static void Throw(IReadOnlyList<Problem> problems)
    {
        if (problems.Count > 0)
            throw new WorkerException(string.Join(Environment.NewLine, problems.Select(problem => $"{problem.Path} {problem.Message}")));
    }
}
