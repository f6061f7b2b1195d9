using System.IO.Compression;
using System.Text;
using ImageClassifier.Vision.Weights.Tensors;

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
            using ZipArchive archive = Open(bytes);
            ZipArchiveEntry pickle =
                archive.Entries.FirstOrDefault(entry => entry.Name == Pickle && entry.FullName.Count(c => c == '/') <= 1)
                ?? throw new InvalidDataException(
                    $"pth: this zip archive has no {Pickle}, so torch.save did not write it; give the .pth itself, or unpack the archive "
                        + $"that it is in");
            string root = pickle.FullName[..^Pickle.Length];
            if (archive.Entries.Any(entry => entry.FullName.StartsWith($"{root}code/", StringComparison.Ordinal)))
                throw new InvalidDataException(
                    "pth: this is a program of torch.jit.save; save its state dict: torch.save(model.state_dict(), ...)");
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
            throw Damaged(e);
        }
    }

    private static ZipArchive Open(byte[] bytes)
    {
        try
        {
            var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            // The directory at the end is read now: a file that was cut short has none.
            _ = archive.Entries.Count;
            return archive;
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    private static InvalidDataException Damaged(Exception e) =>
        new($"pth: the archive is damaged or cut short; fetch it again ({e.Message.TrimEnd('.')})", e);

    private static void CheckByteOrder(ZipArchive archive, string root)
    {
        if (archive.GetEntry($"{root}byteorder") is not { } entry) return;
        string order = Encoding.ASCII.GetString(Content(entry, 16).Span);
        if (order != "little") throw new InvalidDataException("pth: the numbers are not stored least byte first");
    }

    private static ReadOnlyMemory<byte> Content(ZipArchiveEntry entry, long most)
    {
        // torch.save compresses nothing; what is compressed could be any size when it is not.
        if (entry.Length != entry.CompressedLength || entry.Length > most)
            throw new InvalidDataException($"pth: {entry.Name} in the archive is compressed or has a wrong length");
        byte[] content = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(content);
        return content;
    }
}
