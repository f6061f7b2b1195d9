using System.Buffers.Binary;
using System.Text;
using ImageClassifier.Vision.Weights.Tensors;

namespace Vision.Tests;

public sealed class SafetensorsTests
{
    private static readonly byte[] EightBytes = [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData(SafetensorsType.Bool, 8)]
    [InlineData(SafetensorsType.U8, 8)]
    [InlineData(SafetensorsType.I8, 8)]
    [InlineData(SafetensorsType.I16, 4)]
    [InlineData(SafetensorsType.F16, 4)]
    [InlineData(SafetensorsType.BF16, 4)]
    [InlineData(SafetensorsType.I32, 2)]
    [InlineData(SafetensorsType.F32, 2)]
    [InlineData(SafetensorsType.I64, 1)]
    [InlineData(SafetensorsType.F64, 1)]
    public void EveryElementTypeComesBackAsItWas(SafetensorsType type, long elements)
    {
        Safetensors read = Safetensors.Read(File(("a", new SafetensorsTensor(type, [elements], EightBytes))).ToBytes());

        SafetensorsTensor tensor = read.Tensors["a"];
        Assert.Equal(type, tensor.Type);
        Assert.Equal([elements], tensor.Shape);
        Assert.Equal(EightBytes, tensor.Data.ToArray());
    }

    [Fact]
    public void ScalarsEmptyArraysAndNamesOfAllScriptsComeBack()
    {
        Safetensors read = Safetensors.Read(File(
            ("scalar", new SafetensorsTensor(SafetensorsType.I64, [], EightBytes)),
            ("empty", new SafetensorsTensor(SafetensorsType.F32, [3, 0], Array.Empty<byte>())),
            ("größe \"x\" 写真", new SafetensorsTensor(SafetensorsType.U8, [2, 4], EightBytes))).ToBytes());

        Assert.Equal(["empty", "größe \"x\" 写真", "scalar"], read.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(read.Tensors["scalar"].Shape);
        Assert.Equal([3, 0], read.Tensors["empty"].Shape);
    }

    [Fact]
    public void MetadataComesBack()
    {
        var file = new Safetensors(new Dictionary<string, SafetensorsTensor>(),
            new Dictionary<string, string> { ["b"] = "2", ["a"] = "{\"x\":1}" });

        IReadOnlyDictionary<string, string> read = Safetensors.Read(file.ToBytes()).Metadata;

        Assert.Equal("2", read["b"]);
        Assert.Equal("{\"x\":1}", read["a"]);
        Assert.Equal(2, read.Count);
    }

    [Fact]
    public void TheOrderOfInsertionDoesNotChangeTheBytes()
    {
        var a = ("a", new SafetensorsTensor(SafetensorsType.F32, [2], EightBytes));
        var b = ("b", new SafetensorsTensor(SafetensorsType.I64, [1], EightBytes));

        Assert.Equal(File(a, b).ToBytes(), File(b, a).ToBytes());
    }

    [Fact]
    public void TheLayoutIsTheOneOfTheSpecification()
    {
        byte[] bytes = new Safetensors(
            new Dictionary<string, SafetensorsTensor>
            {
                ["small"] = new(SafetensorsType.U8, [3], new byte[] { 7, 8, 9 }),
                ["wide"] = new(SafetensorsType.F32, [1, 1], BitConverter.GetBytes(1.5f)),
            },
            new Dictionary<string, string> { ["format"] = "pt" }).ToBytes();

        const string Header =
            """{"__metadata__":{"format":"pt"},"wide":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"small":{"dtype":"U8","shape":[3],"data_offsets":[4,7]}}""";
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(Header, Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal([0, 0, 0xC0, 0x3F, 7, 8, 9], bytes[(8 + length)..]);
    }

    [Fact]
    public void AFileThatPythonWroteIsRead()
    {
        // safetensors.numpy.save({"w": np.array([[1, 2]], dtype=np.float32), "n": np.array(3, dtype=np.int64)}, {"k": "v"})
        const string Header =
            """{"__metadata__":{"k":"v"},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}""";
        byte[] data = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40];

        Safetensors file = Safetensors.Read(Raw(Header.PadRight(Header.Length + 8 - Header.Length % 8), data));

        Assert.Equal("v", file.Metadata["k"]);
        Assert.Equal(3, BitConverter.ToInt64(file.Tensors["n"].Data.Span));
        Assert.Equal(2f, BitConverter.ToSingle(file.Tensors["w"].Data.Span[4..]));
    }

    [Theory]
    [InlineData("no opening brace", """ {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "does not begin")]
    [InlineData("cut JSON", """{"a":{"dtype":"U8" """, 1, "not valid JSON")]
    [InlineData("a list", """{"a":[]}""", 0, "a is not an object")]
    [InlineData("a name twice",
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2,
        "not valid JSON")]
    [InlineData("unknown type", """{"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,1]}}""", 1, "\"Q4\"")]
    [InlineData("type by number", """{"a":{"dtype":"1","shape":[1],"data_offsets":[0,1]}}""", 1, "\"1\"")]
    [InlineData("no shape", """{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1, "no shape")]
    [InlineData("negative length", """{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1, "shape")]
    [InlineData("fraction", """{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1, "shape")]
    [InlineData("product of 2^64", """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,1]}}""", 1, "do not fill")]
    [InlineData("size and shape differ", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "do not fill")]
    [InlineData("backwards", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", 1, "data_offsets")]
    [InlineData("three offsets", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", 1, "data_offsets")]
    [InlineData("offset beyond 2^63", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,18446744073709551616]}}""", 1, "data_offsets")]
    [InlineData("beyond the end", """{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}""", 4, "cut short")]
    [InlineData("left over", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 4, "cut short")]
    [InlineData("a gap", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""",
        3, "begins at byte 2")]
    [InlineData("an overlap",
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3,
        "begins at byte 1")]
    [InlineData("metadata of a number", """{"__metadata__":{"a":1}}""", 0, "__metadata__.a")]
    [InlineData("half a surrogate", """{"__metadata__":{"a":"\ud800"}}""", 0, "UTF-8")]
    public void AHeaderThatLiesIsRefused(string what, string header, int dataLength, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Safetensors.Read(Raw(header, new byte[dataLength])));
        Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0100000000")]
    [InlineData("FFFFFFFFFFFFFFFF7B7D")]
    [InlineData("00E1F505000000007B7D")]
    [InlineData("0300000000000000")]
    [InlineData("0000000000000000")]
    public void AFileThatEndsEarlyIsRefusedWithoutReservingMemoryForIt(string hex)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Safetensors.Read(Convert.FromHexString(hex)));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void EveryCutOfASoundFileIsRefused()
    {
        byte[] bytes = File(("a", new SafetensorsTensor(SafetensorsType.F32, [2], EightBytes))).ToBytes();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => Safetensors.Read(bytes[..length]));
    }

    [Fact]
    public void ShapeAndDataMustAgree() =>
        Assert.Throws<ArgumentException>(() => new SafetensorsTensor(SafetensorsType.F32, [3], EightBytes));

    private static Safetensors File(params (string Name, SafetensorsTensor Tensor)[] tensors) =>
        new(tensors.ToDictionary(pair => pair.Name, pair => pair.Tensor));

    private static byte[] Raw(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. data];
    }
}
