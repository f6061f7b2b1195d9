using System.Security.Cryptography;
using ImageClassifier.Vision.Weights.PyTorch;
using ImageClassifier.Vision.Weights.Tensors;

namespace ImageClassifier.Vision.Weights;

/// <summary>Arrays by name, from a safetensors file or one of <c>torch.save</c>.</summary>
/// <param name="Source">Where they are from, as a person would name it.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
/// <param name="Tensors">By name, without what DataParallel and torch.compile put before it.</param>
public sealed record WeightsFile(string Source, string Sha256, IReadOnlyDictionary<string, SafetensorsTensor> Tensors)
{
    /// <summary>Longest file that is read, in bytes.</summary>
    public const long MaxLength = 1 << 30;

    /// <summary>Reads the arrays; which format it is follows from the bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">As in <see cref="Source"/>.</param>
    /// <param name="sha256">The digest that it must have, or how that begins, lower-case hex; null does not compare.</param>
    /// <exception cref="InvalidDataException">It has another digest, is damaged, or no file of weights; the message begins with the
    /// source.</exception>
    public static WeightsFile Parse(byte[] bytes, string source, string? sha256 = null)
    {
        // First what it is: of an HTML page nobody wants to know the digest.
        if (ForeignFile.Describe(bytes) is { } foreign) throw new InvalidDataException($"{source}: this {foreign}");
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (sha256 is not null && !digest.StartsWith(sha256, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"{source}: its SHA-256 is {digest} and should begin with {sha256}; it is damaged, cut short or another file. Fetch it "
                    + $"again or correct the digest");
        }
        try
        {
            return new WeightsFile(source, digest,
                WrappedNames.Unwrap(TorchFile.IsOne(bytes) ? TorchFile.Read(bytes) : Safetensors.Read(bytes).Tensors));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{source}: {e.Message}", e);
        }
    }
}
