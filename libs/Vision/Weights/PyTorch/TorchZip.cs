using System.IO.Compression;
using System.Text;

namespace ImageClassifier.Vision.Weights.PyTorch;

/// <summary>
/// A zip archive of <c>NAME/data.pkl</c>, the pickle, and <c>NAME/data/KEY</c>, the bytes of each storage
/// (caffe2/serialize/inline_container.h).
/// </summary>
internal static class TorchZip
{
    private const string Pickle = "data.pkl";

    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\x03\x04"u8);

    public static IReadOnlyDictionary<string, SafetensorsTensor> Read(byte[] bytes, long maxBytes)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            ZipArchiveEntry pickle = archive.Entries.FirstOrDefault(entry => entry.Name == Pickle && entry.FullName.Count(c => c == '/') <= 1)
                ?? throw new InvalidDataException($"pth: the archive has no {Pickle}; it is not of torch.save");
            string root = pickle.FullName[..^Pickle.Length];
            CheckByteOrder(archive, root);
            var storages = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
            return TorchTensors.ToArrays(PickleMachine.Run(Content(pickle, bytes.Length)).Value, Storage, maxBytes);

            ReadOnlyMemory<byte> Storage(PickleStorage storage)
            {
                if (!storages.TryGetValue(storage.Key, out ReadOnlyMemory<byte> content))
                {
                    ZipArchiveEntry entry = archive.GetEntry($"{root}data/{storage.Key}")
                        ?? throw new InvalidDataException($"pth: the archive has no storage {storage.Key}");
                    storages.Add(storage.Key, content = Content(entry, bytes.Length));
                }
                return TorchStorage.Slice(storage, content);
            }
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException or ArithmeticException)
        {
            throw new InvalidDataException($"pth: the archive is damaged: {e.Message}", e);
        }
    }

    private static void CheckByteOrder(ZipArchive archive, string root)
    {
        if (archive.GetEntry($"{root}byteorder") is not { } entry) return;
        string order = Encoding.ASCII.GetString(Content(entry, 16).Span);
        if (order != "little") throw new InvalidDataException("pth: the numbers are not stored least byte first");
    }

    private static ReadOnlyMemory<byte> Content(ZipArchiveEntry entry, long most)
    {
        // torch.save compresses nothing; what is compressed could be any size when it is not.
        if (entry.Length != entry.CompressedLength || entry.Length > most) throw new InvalidDataException($"pth: {entry.Name} in the archive is compressed or has a wrong length");
        byte[] content = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(content);
        return content;
    }
}
