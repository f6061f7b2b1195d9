using System.Buffers.Binary;
using ImageClassifier.Vision.Weights.Tensors;

namespace ImageClassifier.Vision.Weights.PyTorch;

/// <summary>
/// The format before PyTorch 1.6: pickles of a magic number, the version 1001, notes on the system, the object and the storages' keys;
/// then each storage as its number of elements in 8 bytes and their values (torch/serialization.py, <c>_legacy_load</c>).
/// </summary>
internal static class TorchLegacy
{
    // Pickles of 0x1950a86a20f9469cfc6c and of 1001.
    private static ReadOnlySpan<byte> Magic => [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

    private static ReadOnlySpan<byte> Version => [0x80, 0x02, 0x4d, 0xe9, 0x03, 0x2e];

    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    public static IReadOnlyDictionary<string, SafetensorsTensor> Read(byte[] bytes, long maxBytes)
    {
        ReadOnlyMemory<byte> rest = bytes.AsMemory(Magic.Length);
        if (!rest.Span.StartsWith(Version)) throw new InvalidDataException("pth: this is not version 1001 of PyTorch's format");
        rest = rest[Version.Length..];
        // Notes on the machine that wrote it, which the numbers do not depend on.
        rest = rest[PickleMachine.Run(rest).Length..];
        PickleResult described = PickleMachine.Run(rest);
        rest = rest[described.Length..];
        PickleResult keys = PickleMachine.Run(rest);
        rest = rest[keys.Length..];
        if (keys.Value is not PickleList { Items: var order })
            throw new InvalidDataException($"pth: the storages' keys are {PickleGlobals.Describe(keys.Value)}");

        var storages = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (object? item in order)
        {
            if (item is not string key || !described.Storages.TryGetValue(key, out PickleStorage? known))
                throw new InvalidDataException($"pth: storage {PickleGlobals.Describe(item)} belongs to no tensor");
            if (rest.Length < 8) throw new InvalidDataException($"pth: the file ends before storage {key}");
            int size = known.Type.Size();
            long count = BinaryPrimitives.ReadInt64LittleEndian(rest.Span);
            rest = rest[8..];
            if (count < 0 || (Int128)count * size > rest.Length)
                throw new InvalidDataException(
                    $"pth: storage {key} has {count} elements and the file has {rest.Length} bytes more; it is damaged or cut short");
            if (!storages.TryAdd(key, rest[..(int)(count * size)])) throw new InvalidDataException($"pth: storage {key} is there twice");
            rest = rest[(int)(count * size)..];
        }
        return TorchTensors.ToArrays(described.Value, Storage, maxBytes);

        ReadOnlyMemory<byte> Storage(PickleStorage storage) => storages.TryGetValue(storage.Key, out ReadOnlyMemory<byte> content)
            ? TorchStorage.Slice(storage, content)
            : throw new InvalidDataException($"pth: the file has no storage {storage.Key}");
    }
}
