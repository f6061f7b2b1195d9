using System.Text.Json;

namespace ImageClassifier.Vision.Weights.Tensors;

/// <summary>Where one array lies in the data after the header.</summary>
internal sealed record SafetensorsEntry(string Name, SafetensorsType Type, long[] Shape, long Begin, long End);

/// <summary>
/// The JSON header of a safetensors file (https://github.com/huggingface/safetensors#format). Reading refuses whatever Python's
/// reader refuses: repeated names, sizes that do not fit the shape, gaps, overlaps and bytes that belong to nothing.
/// </summary>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Python's reader refuses longer headers.</summary>
    public const long MaxLength = 100_000_000;

    private const string MetadataKey = "__metadata__";

    /// <summary>Entries in the order of their data, which fills <paramref name="dataLength"/> bytes.</summary>
    /// <exception cref="InvalidDataException">The header is not sound.</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataLength)
    {
        if (json.IsEmpty || json.Span[0] != (byte)'{') throw Unsound("does not begin with {");
        try
        {
            using JsonDocument document =
                JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var entries = new List<SafetensorsEntry>();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey) ReadMetadata(property.Value, metadata);
                else entries.Add(ReadEntry(property.Name, property.Value));
            }
            entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
            CheckCoverage(entries, dataLength);
            return new SafetensorsHeader(entries, metadata);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"safetensors: the header is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>The header with its length, padded with spaces so that the data starts at a multiple of 8 bytes.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[8]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string value) in Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            foreach (SafetensorsEntry entry in Entries) WriteEntry(json, entry);
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        byte[] bytes = buffer.ToArray();
        BitConverter.TryWriteBytes(bytes, bytes.LongLength - 8);
        return bytes;
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Type.Name());
        json.WriteStartArray("shape");
        foreach (long length in entry.Shape) json.WriteNumberValue(length);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Begin);
        json.WriteNumberValue(entry.End);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void ReadMetadata(JsonElement value, SortedDictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Unsound($"{MetadataKey} is not an object");
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String) throw Unsound($"{MetadataKey}.{property.Name} is not a string");
            metadata.Add(property.Name, Text(property.Value));
        }
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Unsound($"{name} is not an object");
        string dtype = value.TryGetProperty("dtype", out JsonElement type) && type.ValueKind == JsonValueKind.String ? Text(type) : "";
        if (!SafetensorsTypes.TryParse(dtype, out SafetensorsType parsed))
            throw Unsound($"{name} has the element type \"{dtype}\", which is not read");
        long[] shape = Numbers(name, value, "shape");
        long[] offsets = Numbers(name, value, "data_offsets");
        if (offsets is not [long begin, long end] || begin > end) throw Unsound($"{name} has no sound data_offsets");
        if (SafetensorsTensor.ByteLength(parsed, shape) != end - begin)
            throw Unsound($"{name} has {end - begin} bytes, which do not fill [{string.Join(", ", shape)}] of {dtype}");
        return new SafetensorsEntry(name, parsed, shape, begin, end);
    }

    private static long[] Numbers(string name, JsonElement value, string field)
    {
        if (!value.TryGetProperty(field, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
            throw Unsound($"{name} has no {field}");
        return [.. list.EnumerateArray().Select(element =>
            element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long number) && number >= 0
                ? number
                : throw Unsound($"{name} has {field} that are not whole numbers"))];
    }

    private static void CheckCoverage(List<SafetensorsEntry> entries, long dataLength)
    {
        long at = 0;
        foreach (SafetensorsEntry entry in entries)
        {
            if (entry.Begin != at) throw Unsound($"{entry.Name} begins at byte {entry.Begin} of the data instead of {at}");
            at = entry.End;
        }
        if (at != dataLength) throw Unsound($"the arrays have {at} bytes and the file has {dataLength}; it is damaged or cut short");
    }

    private static string Text(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Unsound("a text is not valid UTF-8");
        }
    }

    private static InvalidDataException Unsound(string what) => new($"safetensors: {what}");
}
