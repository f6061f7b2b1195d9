using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;

namespace ImageClassifier.Vision.Weights.Pretrained;

/// <summary>Finds the weights that <see cref="ModelOptions.Pretrained"/> names.</summary>
/// <param name="folders">Where files are looked for.</param>
/// <param name="http">Fetches what is not there; null where nothing may be fetched.</param>
/// <param name="blob">The content of a blob of the container <c>weights</c>; null where there is no storage.</param>
public sealed class PretrainedWeights(WeightsFolders folders, HttpClient? http, Func<string, CancellationToken, Task<byte[]>>? blob)
{
    private const string Https = "https://";

    /// <summary>
    /// Reads the pretrained weights, with the folders of the environment, and gives the network what fits it.
    /// </summary>
    /// <returns>What became of every array; null where the options name no weights.</returns>
    /// <exception cref="IOException">The weights cannot be had; the message says what a person can do.</exception>
    /// <exception cref="InvalidDataException">They have another digest, are damaged, or of another network.</exception>
    public static async Task<WeightsReport?> LoadAsync(ImageNetwork network, ModelOptions options,
        Func<string, CancellationToken, Task<byte[]>>? blob,
        HttpClient? http, CancellationToken cancellationToken)
    {
        var weights = new PretrainedWeights(WeightsFolders.FromEnvironment(Environment.GetEnvironmentVariable), http, blob);
        return await weights.ReadAsync(options, cancellationToken) is { } file ? NetworkWeights.Apply(network, file) : null;
    }

    /// <summary>The weights, from wherever they are; null where the options name none. Torch is not used.</summary>
    /// <exception cref="IOException">The weights cannot be had; the message says what a person can do.</exception>
    /// <exception cref="InvalidDataException">They have another digest or are damaged.</exception>
    public async Task<WeightsFile?> ReadAsync(ModelOptions options, CancellationToken cancellationToken) => options.Pretrained switch
    {
        null => null,
        ModelOptions.ImageNet => await ReadImageNetAsync(options, cancellationToken),
        var name when name.StartsWith(ModelOptions.BlobPrefix, StringComparison.Ordinal) =>
            await ReadBlobAsync(name[ModelOptions.BlobPrefix.Length..], options.PretrainedSha256, cancellationToken),
        var url when url.StartsWith(Https, StringComparison.OrdinalIgnoreCase) =>
            await ReadUrlAsync(url, options.PretrainedSha256, cancellationToken),
        var path => await ReadPathAsync(Path.Combine(folders.Working, path), options.PretrainedSha256, cancellationToken),
    };

    private async Task<WeightsFile> ReadImageNetAsync(ModelOptions options, CancellationToken cancellationToken)
    {
        string fileName = PublishedWeights.FileName(options.Architecture);
        if (folders.Own is { } own && LocalWeights.Find(own, PublishedWeights.Name(options.Architecture)) is { } path)
            return await ReadPathAsync(path, options.PretrainedSha256, cancellationToken);
        return await new WeightsDownload(http, folders.Cache).GetAsync(PublishedWeights.Address(options.Architecture), fileName,
            options.PretrainedSha256 ?? LocalWeights.DigestInName(fileName)!,
            $"put {fileName}, or a safetensors file that begins with {PublishedWeights.Name(options.Architecture)}, into the folder "
                + $"that {WeightsFolders.OwnVariable} names",
            cancellationToken);
    }

    private async Task<WeightsFile> ReadBlobAsync(string name, string? sha256, CancellationToken cancellationToken)
    {
        if (blob is null)
            throw new IOException(
                $"the weights {ModelOptions.BlobPrefix}{name} need a storage account, and there is none here; give a path instead");
        return WeightsFile.Parse(await blob(name, cancellationToken), ModelOptions.BlobPrefix + name, sha256
            ?? LocalWeights.DigestInName(name));
    }

    private async Task<WeightsFile> ReadUrlAsync(string url, string? sha256, CancellationToken cancellationToken)
    {
        if (sha256 is null)
            throw new InvalidDataException($"{url}: weights from a URL need the digest of their file as \"pretrainedSha256\"");
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address)) throw new InvalidDataException($"{url} is not a URL");
        // The digest in the name keeps files of the same name apart.
        string name = Path.GetFileName(address.LocalPath);
        return await new WeightsDownload(http, folders.Cache)
            .GetAsync(address, name.Contains(sha256, StringComparison.Ordinal) ? name : $"{sha256}-{name}",
            sha256, "check the address, or download it by hand and give its path as \"pretrained\"", cancellationToken);
    }

    private static async Task<WeightsFile> ReadPathAsync(string path, string? sha256, CancellationToken cancellationToken) =>
        WeightsFile.Parse(await LocalWeights.ReadAsync(path, cancellationToken), path, sha256 ?? LocalWeights.DigestInName(path));
}
