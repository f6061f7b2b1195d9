using System.Text.RegularExpressions;

namespace ImageClassifier.Vision.Weights.Pretrained;

/// <summary>Files of weights on this machine.</summary>
internal static partial class LocalWeights
{
    private static readonly string[] Extensions = [".safetensors", ".pth"];

    /// <summary>The file in the folder whose name begins with the network's, safetensors before <c>.pth</c>, or null.</summary>
    /// <exception cref="IOException">There is no such folder, or several files of the same kind would do.</exception>
    public static string? Find(string folder, string network)
    {
        if (!Directory.Exists(folder)) throw new IOException($"{WeightsFolders.OwnVariable} names the folder {folder}, which is not there");
        foreach (string extension in Extensions)
        {
            string[] found = [.. Directory.EnumerateFiles(folder, network + "*" + extension).Order(StringComparer.Ordinal)];
            if (found.Length == 1) return found[0];
            if (found.Length > 1)
            {
                throw new IOException(
                    $"{folder} has several files that begin with {network}: {string.Join(", ", found.Select(Path.GetFileName))}; leave "
                        + $"one there, or give the path of one as \"pretrained\"");
            }
        }
        return null;
    }

    /// <summary>The beginning of the SHA-256 that PyTorch's convention puts into a name, <c>resnet18-f37072fd.pth</c>, or null.</summary>
    public static string? DigestInName(string path) =>
        Digest().Match(Path.GetFileName(path)) is { Success: true } match ? match.Groups[1].Value : null;

    /// <exception cref="IOException">It cannot be read, or is too long.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            long length = new FileInfo(path).Length;
            if (length > WeightsFile.MaxLength)
                throw new IOException($"{path} has {length} bytes; weights of more than {WeightsFile.MaxLength} are not read");
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"the weights {path} cannot be read: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"-([0-9a-f]{8,64})\.(?:pth|safetensors)$", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();
}
