using System.IO.Compression;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;

namespace Vision.Tests.PyTorch;

public sealed class HostileFileTests
{
    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torchvision.models.resnet", "ResNet")]
    [InlineData("torch", "load")]
    public void APickleThatCallsAFunctionIsRefusedByName(string module, string function)
    {
        string proof = Path.Combine(Path.GetTempPath(), $"pickle-{Guid.NewGuid():N}");
        byte[] root = Pickle.Dict("w", Pickle.Call(Pickle.Global(module, function), Pickle.Text($"touch {proof}")));

        foreach (byte[] file in new[] { Pickle.Zip(root), Pickle.Legacy(root) })
            Assert.Contains($"{module}.{function}", Refused(file));

        Assert.False(File.Exists(proof));
    }

    [Fact]
    public void TheNewerWayToNameAFunctionIsRefusedToo()
    {
        byte[] name = Pickle.Join(Pickle.Text("os"), Pickle.Text("system"), [0x93]);

        Assert.Contains("os.system", Refused(Pickle.Zip(Pickle.Call(name, Pickle.Text("true")))));
    }

    public static TheoryData<string, string> Instructions => new()
    {
        { "80 02 28 69 6f 73 0a 73 79 73 74 65 6d 0a 2e", "0x69" }, // INST os system
        { "80 02 63 63 6f 6c 6c 65 63 74 69 6f 6e 73 0a 4f 72 64 65 72 65 64 44 69 63 74 0a 29 81 2e", "0x81" }, // NEWOBJ
        { "80 02 82 01 2e", "0x82" }, // EXT1
        { "80 02 49 31 0a 2e", "0x49" }, // INT as text
        { "80 02 4a 01", "ends within" },
        { "80 02 2e", "where there is none" },
        { "80 02 74 2e", "never opened" },
        { "80 02 68 05 2e", "recalls value 5" },
        { "80 02 4b 01 4b 02 61 2e", "needs a list" },
        { "80 02 7d 28 4b 01 75 2e", "key without a value" },
        { "80 02 7d 5d 4b 01 73 2e", "a list for a key" },
        { "80 02 4b 01 29 52 2e", "calls 1" },
        { "80 02 4b 01 51 2e", "persistent id is 1" },
        { "80 02 58 ff ff ff ff 61 2e", "ends within" },
        { "80 02 8d ff ff ff ff ff ff ff ff 61 2e", "ends within" },
        { "80 02 8a 09 01 01 01 01 01 01 01 01 01 2e", "9 bytes" },
        { "80 02 58 02 00 00 00 ff fe 2e", "UTF-8" },
        { "80 09 4e 2e", "protocol 9" },
        { "80 02 4e 2e", "None instead of a state dict" },
        { "80 02 7d 2e", "no tensors" },
    };

    [Theory, MemberData(nameof(Instructions))]
    public void WhatNoFileOfWeightsNeedsIsRefused(string hex, string reason)
    {
        byte[] pickle = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.Contains(reason, Refused(ZipOf(pickle)));
    }

    public static TheoryData<byte[], string> Views => new()
    {
        { Pickle.Tensor(Pickle.Storage("0", 4), 0, [5], [1]), "reaches to element 4" },
        { Pickle.Tensor(Pickle.Storage("0", 4), 3, [2], [1]), "reaches to element 4" },
        { Pickle.Tensor(Pickle.Storage("0", 4), 0, [2, 2], [1, 1000]), "reaches to element 1001" },
        { Pickle.Tensor(Pickle.Storage("0", 4), -1, [2], [1]), "offset -1" },
        { Pickle.Tensor(Pickle.Storage("0", 4), 0, [-2], [1]), "size or stride is -2" },
        { Pickle.Tensor(Pickle.Storage("0", 4), 0, [2], [-1]), "size or stride is -1" },
        { Pickle.Tensor(Pickle.Storage("0", 4), 0, [2, 2], [1]), "2 sizes and 1 strides" },
        { Pickle.Tensor(Pickle.Storage("0", 4), 0, [2_000_000_000, 2_000_000_000, 2_000_000_000, 2_000_000_000], [0, 0, 0, 0]),
            "larger than the file allows" },
        { Pickle.Tensor(Pickle.Storage("0", 4), 0, [100_000], [0]), "larger than the file allows" },
        { Pickle.Tensor(Pickle.Storage("0", 40), 0, [40], [1]), "160 are asked of it" },
        { Pickle.Tensor(Pickle.Storage("1", 4), 0, [4], [1]), "no storage 1" },
        { Pickle.Tensor(Pickle.Storage("0", -4), 0, [4], [1]), "persistent id" },
        { Pickle.Tensor(Pickle.Storage("0", 4, "ComplexFloatStorage"), 0, [4], [1]), "torch.ComplexFloatStorage" },
        { Pickle.Tensor(Pickle.Storage("0", 4, view: Pickle.Tuple(Pickle.Text("v"), Pickle.Number(3), Pickle.Number(2))), 0, [1], [1]),
            "has the view" },
        { Pickle.Tensor(Pickle.Number(4), 0, [4], [1]), "RebuildTensorV2" },
    };

    [Theory, MemberData(nameof(Views))]
    public void TensorsOutsideTheirStoragesAreRefused(byte[] tensor, string reason) =>
        Assert.Contains(reason, Refused(Pickle.Zip(Pickle.Dict("w", tensor), ("0", Pickle.Floats(1, 2, 3, 4)))));

    [Fact]
    public void StoragesThatAreCutShortOrUnknownAreRefused()
    {
        byte[] root = Pickle.Dict("w", Pickle.Tensor(Pickle.Storage("k", 4), 0, [4], [1]));

        Assert.Contains("cut short", Refused(Pickle.Legacy(root, ("k", 4, Pickle.Floats(1, 2)))));
        Assert.Contains("cut short", Refused(Pickle.Legacy(root, ("k", long.MaxValue, Pickle.Floats(1, 2)))));
        Assert.Contains("-1 elements", Refused(Pickle.Legacy(root, ("k", -1, Pickle.Floats(1, 2)))));
        Assert.Contains("belongs to no tensor", Refused(Pickle.Legacy(root, ("other", 1, Pickle.Floats(1)))));
        Assert.Contains("no storage k", Refused(Pickle.Legacy(root)));
    }

    [Fact]
    public void OneStorageSharedByManyTensorsDoesNotFillTheMemory()
    {
        byte[] content = Pickle.Floats(new float[1000]), tensor = Pickle.Tensor(Pickle.Storage("0", 1000), 0, [1000], [1]);
        byte[] root = Pickle.Join(
            [Pickle.Code("}("), .. Enumerable.Range(0, 500).SelectMany(i => new[] { Pickle.Text($"w{i}"), tensor }), Pickle.Code("u")]);

        Assert.Contains("larger than the file allows", Refused(Pickle.Zip(root, ("0", content))));
    }

    [Fact]
    public void ACompressedArchiveIsRefusedBeforeItGrows()
    {
        byte[] root = Pickle.Dict("w", Pickle.Tensor(Pickle.Storage("0", 1_000_000), 0, [1_000_000], [1]));

        Assert.Contains("compressed", Refused(Pickle.Zip(root, CompressionLevel.Optimal, ("0", new byte[4_000_000]))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not weights at all")]
    [InlineData("PK\u0003\u0004 and nothing more")]
    [InlineData("PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void WhatIsNoFileOfWeightsIsRefused(string text) => Refused(Pickle.Code(text));

    [Theory]
    [InlineData("zip.pth")]
    [InlineData("legacy.pth")]
    [InlineData("checkpoint.pth")]
    public void DamagedAndTruncatedFilesGiveOneKindOfError(string name)
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Recorded", name));
        for (int length = 0; length < whole.Length; length += 11) ReadOrRefuse(whole[..length]);
        var random = new Random(5);
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = [.. whole];
            for (int flips = 1 + i % 3; flips > 0; flips--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            ReadOrRefuse(damaged);
        }

        static void ReadOrRefuse(byte[] bytes)
        {
            try
            {
                foreach (SafetensorsTensor tensor in WeightsFile.Parse(bytes, "a.pth").Tensors.Values)
                    Assert.True(tensor.Data.Length <= 4 * bytes.Length);
            }
            catch (InvalidDataException)
            {
                // The only error that callers need to know.
            }
        }
    }

    private static string Refused(byte[] file)
    {
        var error = Assert.Throws<InvalidDataException>(() => WeightsFile.Parse(file, "evil.pth"));
        Assert.StartsWith("evil.pth: ", error.Message);
        return error.Message;
    }

    /// <summary>An archive around a pickle that is whole already.</summary>
    private static byte[] ZipOf(byte[] pickle)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("a/data.pkl", CompressionLevel.NoCompression).Open();
            entry.Write(pickle);
        }
        return stream.ToArray();
    }
}
