using ImageClassifier.Vision.Weights.Tensors;

namespace ImageClassifier.Vision.Weights.PyTorch;

/// <summary>
/// Files that Python's <c>torch.save</c> wrote: the zip archive of PyTorch 1.6 and newer, and the run of pickles of those before. Only
/// tensors are read, and nothing in a file is run.
/// </summary>
public static class TorchFile
{
    // All arrays of a file together may have this many times its bytes: views may share a storage, but not without bounds.
    private const long MaxSharing = 4;

    /// <summary>Whether the bytes begin as such a file does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => TorchZip.IsOne(bytes) || TorchLegacy.IsOne(bytes);

    /// <summary>The tensors of the state dict in the file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="InvalidDataException">It is damaged, or holds more than tensors in containers; the message says what.</exception>
    public static IReadOnlyDictionary<string, SafetensorsTensor> Read(byte[] bytes)
    {
        if (!IsOne(bytes)) throw new InvalidDataException("pth: this is not a file of torch.save");
        long most = bytes.LongLength * MaxSharing;
        return TorchZip.IsOne(bytes) ? TorchZip.Read(bytes, most) : TorchLegacy.Read(bytes, most);
    }
}
