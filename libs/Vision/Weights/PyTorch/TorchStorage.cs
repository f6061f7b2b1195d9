using ImageClassifier.Vision.Weights.Tensors;

namespace ImageClassifier.Vision.Weights.PyTorch;

internal static class TorchStorage
{
    /// <summary>The part of the bytes under a storage's key that is the storage.</summary>
    /// <exception cref="InvalidDataException">There are fewer bytes.</exception>
    public static ReadOnlyMemory<byte> Slice(PickleStorage storage, ReadOnlyMemory<byte> content)
    {
        Int128 begin = (Int128)storage.Offset * storage.Type.Size(), length = (Int128)storage.Length * storage.Type.Size();
        return begin + length <= content.Length
            ? content.Slice((int)begin, (int)length)
            : throw new InvalidDataException(
                $"pth: storage {storage.Key} has {content.Length} bytes and {begin + length} are asked of it; the file is damaged or cut "
                    + $"short");
    }
}
