using System.IO.Compression;
using System.Text;

namespace Vision.Tests.PyTorch;

/// <summary>Pickles written instruction by instruction, and the files of torch.save around them.</summary>
internal static class Pickle
{
    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    public static byte[] Code(string code) => Encoding.Latin1.GetBytes(code);

    public static byte[] Text(string text) =>
        Join(Code("X"), BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), Encoding.UTF8.GetBytes(text));

    /// <summary>As Python 2 wrote it.</summary>
    public static byte[] Bytes(string text) => Join(Code("U"), [(byte)text.Length], Encoding.ASCII.GetBytes(text));

    public static byte[] Number(int number) => Join(Code("J"), BitConverter.GetBytes(number));

    public static byte[] Global(string module, string name) => Code($"c{module}\n{name}\n");

    public static byte[] Tuple(params byte[][] items) => Join([Code("("), .. items, Code("t")]);

    public static byte[] List(params byte[][] items) => Join([Code("]("), .. items, Code("e")]);

    public static byte[] Call(byte[] function, params byte[][] arguments) => Join(function, Tuple(arguments), Code("R"));

    /// <summary>One entry of a dict.</summary>
    public static byte[] Dict(string name, byte[] value) => Join(Code("}("), Text(name), value, Code("u"));

    public static byte[] Whole(byte[] value) => Join([0x80, 2], value, Code("."));

    public static byte[] Storage(string key, int length, string type = "FloatStorage", byte[]? view = null) => Join(
        view is null
            ? Tuple(Text("storage"), Global("torch", type), Text(key), Text("cpu"), Number(length))
            : Tuple(Text("storage"), Global("torch", type), Text(key), Text("cpu"), Number(length), view),
        Code("Q"));

    public static byte[] Tensor(byte[] storage, int offset, int[] sizes, int[] strides) => Call(
        Global("torch._utils", "_rebuild_tensor_v2"), storage, Number(offset), Tuple([.. sizes.Select(Number)]),
            Tuple([.. strides.Select(Number)]),
        [0x89], Call(Global("collections", "OrderedDict")));

    /// <summary>The archive of torch.save since 1.6.</summary>
    public static byte[] Zip(byte[] value, params (string Key, byte[] Content)[] storages) =>
        Zip(value, CompressionLevel.NoCompression, storages);

    public static byte[] Zip(byte[] value, CompressionLevel level, params (string Key, byte[] Content)[] storages)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("a/data.pkl", Whole(value));
            foreach ((string key, byte[] content) in storages) Add($"a/data/{key}", content);

            void Add(string name, byte[] content)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    /// <summary>The run of pickles before 1.6.</summary>
    public static byte[] Legacy(byte[] value, params (string Key, long Length, byte[] Content)[] storages) => Join(
    [
        [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e], [0x80, 0x02, 0x4d, 0xe9, 0x03, 0x2e],
        Whole(Code("}")), Whole(value), Whole(List([.. storages.Select(storage => Text(storage.Key))])),
        .. storages.SelectMany(storage => new[] { BitConverter.GetBytes(storage.Length), storage.Content }),
    ]);

    /// <summary>Float32 in memory.</summary>
    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
