using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;
using ImageClassifier.Worker.Data;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Features;

/// <summary>
/// Keeps the features of photos in files, so that jobs of a study that differ in their classifier's training alone compute them once. A
/// file's name is a digest of all that its content depends on; it appears whole or not at all.
/// </summary>
internal sealed class FeatureStore
{
    private const string Tensor = "features";

    // Of one file: reading it must not need more memory than computing it.
    private const long LargestFile = 1L << 30;

    // Of the cache, which is for photos first.
    private const int ShareOfCache = 4;

    private readonly PhotoCacheOptions? _cache;
    private readonly string? _folder;
    private readonly TrainingJob _job;
    private readonly string _backbone;

    /// <param name="cache">Where decoded photos are kept; null keeps nothing.</param>
    /// <param name="job">What is trained.</param>
    /// <param name="network">With the weights that compute the features.</param>
    public FeatureStore(PhotoCacheOptions? cache, TrainingJob job, ImageNetwork network)
    {
        (_cache, _folder, _job) = (cache, cache is null ? null : Path.Combine(cache.Folder, "features"), job);
        _backbone = cache is null ? "" : Digest(network);
    }

    /// <returns>The features in main memory, or null where they are not there.</returns>
    /// <param name="side">Training or validation.</param>
    /// <param name="view">Which of the views of a photo.</param>
    /// <param name="photos">Their number.</param>
    public Tensor? Find(string side, PhotoView view, int photos)
    {
        if (_folder is null || !File.Exists(PathOf(side, view))) return null;
        try
        {
            SafetensorsTensor found = Safetensors.Read(File.ReadAllBytes(PathOf(side, view))).Tensors[Tensor];
            File.SetLastWriteTimeUtc(PathOf(side, view), DateTime.UtcNow);
            return found.Shape[0] == photos ? StateDict.ToTensor(found) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or KeyNotFoundException)
        {
            // Whatever happened to it, it can be computed.
            return null;
        }
    }

    /// <summary>Keeps features for other jobs, as far as there is room.</summary>
    /// <returns>The same features.</returns>
    public Tensor Keep(string side, PhotoView view, Tensor features)
    {
        if (_folder is null || features.NumberOfElements * features.ElementSize > LargestFile) return features;
        string path = PathOf(side, view);
        try
        {
            var content = new Dictionary<string, SafetensorsTensor> { [Tensor] = StateDict.ToArray(features) };
            WholeFile.Replace(path, new Safetensors(content).Write);
            Trim(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk costs time, not the training.
        }
        return features;
    }

    /// <summary>Deletes what was used longest ago, until the rest has its share of the cache; unfinished files of a day ago are
    /// nobody's.</summary>
    private void Trim(string kept)
    {
        FileInfo[] files = [.. new DirectoryInfo(_folder!).EnumerateFiles().OrderByDescending(file => file.LastWriteTimeUtc)];
        long bytes = 0;
        foreach (FileInfo file in files)
        {
            bytes += file.Length;
            bool abandoned = file.Extension == WholeFile.Unfinished && file.LastWriteTimeUtc < DateTime.UtcNow.AddDays(-1);
            if (file.FullName != kept
                && (abandoned || (file.Extension != WholeFile.Unfinished && bytes > _cache!.MaximumBytes / ShareOfCache))) file.Delete();
        }
    }

    private string PathOf(string side, PhotoView view)
    {
        Experiment experiment = _job.Experiment;
        var content = new
        {
            side,
            backend = TrainingBackend.Version,
            backbone = _backbone,
            experiment.Model.Architecture,
            experiment.Model.Precision,
            _job.ManifestDigest,
            _job.Fold,
            experiment.Data.ImageSize,
            experiment.Data.ResizeSize,
            augmentation = view.Epoch is null ? null : experiment.Data.Augmentation,
            seed = view.Epoch is null ? null : (int?)_job.Seed,
            view.Epoch,
            view.Mirrored,
        };
        string digest =
            Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, CoreJson.Options)).AsSpan(0, 16));
        return Path.Combine(_folder!, $"features-{digest}.safetensors");
    }

    /// <summary>Of all weights but the classifier's.</summary>
    private static string Digest(ImageNetwork network)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, SafetensorsTensor tensor) in StateDict.Save(network).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (name.StartsWith(network.HeadPrefix, StringComparison.Ordinal)) continue;
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(tensor.Data.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
