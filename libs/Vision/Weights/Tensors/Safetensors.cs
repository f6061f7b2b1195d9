using System.Buffers.Binary;

namespace ImageClassifier.Vision.Weights.Tensors;

/// <summary>
/// A file of named arrays in the safetensors format, which Python's <c>safetensors</c> reads and writes too. The same arrays and
/// metadata give the same bytes.
/// </summary>
/// <param name="tensors">By name.</param>
/// <param name="metadata">Texts of any meaning, by name.</param>
public sealed class Safetensors(
    IReadOnlyDictionary<string, SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
{
    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors { get; } = tensors;

    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata ?? new Dictionary<string, string>();

    /// <summary>Reads from the stream's position to its end.</summary>
    /// <param name="stream">Must know its length: a file, or bytes in memory.</param>
    /// <exception cref="InvalidDataException">The bytes are not a sound safetensors file; the message says where.</exception>
    public static Safetensors Read(Stream stream)
    {
        long available = stream.Length - stream.Position;
        if (available < 8) throw new InvalidDataException($"safetensors: a file of {available} bytes is too short to be one");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        // Before anything is allocated: the length comes from the file.
        if (headerLength > SafetensorsHeader.MaxLength || (long)headerLength > available - 8)
            throw new InvalidDataException(
                $"safetensors: the header would have {headerLength} bytes and {available - 8} are there; it is cut short, or neither a "
                    + $"safetensors file nor one of torch.save"
                + "; fetch it again, or give another file");

        byte[] json = new byte[headerLength];
        stream.ReadExactly(json);
        SafetensorsHeader header = SafetensorsHeader.Parse(json, available - 8 - json.Length);
        var tensors = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (entry.End - entry.Begin > Array.MaxLength)
                throw new InvalidDataException(
                    $"safetensors: {entry.Name} has {entry.End - entry.Begin} bytes, more than one array can hold");
            byte[] data = new byte[entry.End - entry.Begin];
            stream.ReadExactly(data);
            tensors.Add(entry.Name, new SafetensorsTensor(entry.Type, entry.Shape, data));
        }
        return new Safetensors(tensors, header.Metadata);
    }

    /// <inheritdoc cref="Read(Stream)"/>
    public static Safetensors Read(byte[] bytes) => Read(new MemoryStream(bytes, writable: false));

    /// <summary>Writes the file.</summary>
    public void Write(Stream stream)
    {
        // Widest elements first, so that every array is aligned to its element size; Python's writer does the same.
        List<(string Name, SafetensorsTensor Tensor)> ordered =
        [
            .. Tensors.Select(pair => (pair.Key, pair.Value)).OrderByDescending(pair => pair.Value.Type.Size())
                .ThenBy(pair => pair.Key, StringComparer.Ordinal),
        ];
        var entries = new List<SafetensorsEntry>();
        long at = 0;
        foreach ((string name, SafetensorsTensor tensor) in ordered)
        {
            entries.Add(new SafetensorsEntry(name, tensor.Type, [.. tensor.Shape], at, at + tensor.Data.Length));
            at += tensor.Data.Length;
        }
        stream.Write(new SafetensorsHeader(entries, Metadata).ToBytes());
        foreach ((_, SafetensorsTensor tensor) in ordered) stream.Write(tensor.Data.Span);
    }

    /// <summary>The file's bytes, up to 2 GB.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        Write(buffer);
        return buffer.ToArray();
    }
}
