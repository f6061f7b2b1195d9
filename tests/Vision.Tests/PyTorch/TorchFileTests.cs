using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.PyTorch;
using ImageClassifier.Vision.Weights.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests.PyTorch;

public sealed class TorchFileTests
{
    private static string Recorded(string name) => Path.Combine(AppContext.BaseDirectory, "Recorded", name);

    [Theory]
    [InlineData("zip.pth")]
    [InlineData("legacy.pth")]
    public void BothFormatsGiveEveryTensorAsItWasSaved(string file)
    {
        using DisposeScope scope = NewDisposeScope();

        IReadOnlyDictionary<string, SafetensorsTensor> arrays = TorchFile.Read(File.ReadAllBytes(Recorded(file)));

        Tensor shared = Formula.Value("shared", [6, 4]);
        var expected = new Dictionary<string, Tensor>
        {
            ["conv.weight"] = Formula.Value("conv.weight", [2, 3, 3, 3]),
            ["conv.bias"] = Formula.Value("conv.bias", [2]),
            ["transposed"] = Formula.Value("transposed", [3, 5]).t(),
            ["channels_last"] = Formula.Value("channels_last", [2, 3, 4, 5]),
            ["part"] = shared.narrow(0, 2, 3),
            ["column"] = shared.select(1, 1),
            ["half"] = Formula.Value("half", [2, 2]).to(float16),
            ["bfloat16"] = Formula.Value("bfloat16", [2, 2]).to(bfloat16),
            ["double"] = Formula.Value("double", [2, 2]).to(float64),
            ["counter"] = tensor(7L),
            ["bytes"] = tensor(new byte[] { 1, 255 }),
            ["flags"] = tensor(new[] { true, false }),
            ["empty"] = zeros(0, 3),
        };
        Assert.Equal(expected.Keys, arrays.Keys);
        foreach ((string name, Tensor value) in expected)
        {
            SafetensorsTensor array = StateDict.ToArray(value);
            Assert.Equal((name, array.Type), (name, arrays[name].Type));
            Assert.Equal(array.Shape, arrays[name].Shape);
            Assert.True(array.Data.Span.SequenceEqual(arrays[name].Data.Span), $"{name} has other values");
        }
    }

    [Fact]
    public void ACheckpointGivesItsStateDictWithoutTheWrappersPrefix()
    {
        IReadOnlyDictionary<string, SafetensorsTensor> arrays =
            WeightsFile.Parse(File.ReadAllBytes(Recorded("checkpoint.pth")), "checkpoint.pth").Tensors;

        Assert.Equal(["0.bias", "0.weight", "1.bias", "1.num_batches_tracked", "1.running_mean", "1.running_var", "1.weight"],
            arrays.Keys.Order());
        Assert.Equal([4, 3, 3, 3], arrays["0.weight"].Shape);
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model", "state_dict")]
    [InlineData("model", "module", "net")]
    public void AStateDictIsFoundHoweverDeepItLies(params string[] keys)
    {
        byte[] root = Pickle.Dict("module.w.x", Pickle.Tensor(Pickle.Storage("0", 2), 0, [2], [1]));
        foreach (string key in keys.Reverse()) root = Pickle.Dict(key, root);

        Assert.Equal(["w.x"], WeightsFile.Parse(Pickle.Zip(root, ("0", Pickle.Floats(1, 2))), "a.pth").Tensors.Keys);
    }

    [Fact]
    public void FilesOfPython2AreRead()
    {
        // An OrderedDict made of a list of pairs, names as bytes, _rebuild_tensor, and a view of a part of a storage.
        byte[] storage = Pickle.Join(
            Pickle.Tuple(Pickle.Bytes("storage"), Pickle.Global("torch", "FloatStorage"), Pickle.Bytes("k"), Pickle.Bytes("cuda:0"),
            Pickle.Number(5), Pickle.Tuple(Pickle.Bytes("v"), Pickle.Number(1), Pickle.Number(4))), Pickle.Code("Q"));
        byte[] tensor = Pickle.Call(Pickle.Global("torch._utils", "_rebuild_tensor"), storage, Pickle.Number(1),
            Pickle.Tuple(Pickle.Number(3)), Pickle.Tuple(Pickle.Number(1)));
        byte[] root = Pickle.Call(Pickle.Global("collections", "OrderedDict"), Pickle.List(Pickle.List(Pickle.Bytes("w"), tensor)));

        SafetensorsTensor array = TorchFile.Read(Pickle.Legacy(root, ("k", 5, Pickle.Floats(0, 1, 2, 3, 4))))["w"];

        Assert.Equal(Pickle.Floats(2, 3, 4), array.Data.ToArray());
    }

    [Fact]
    public void NotesThatAreNoTensorsAreLeftOut()
    {
        byte[] root = Pickle.Join(Pickle.Code("}("), Pickle.Text("w"), Pickle.Tensor(Pickle.Storage("0", 2), 0, [2], [1]),
            Pickle.Text("epoch"), Pickle.Number(3), Pickle.Code("u"));

        Assert.Equal(["w"], TorchFile.Read(Pickle.Zip(root, ("0", Pickle.Floats(1, 2)))).Keys);
    }
}
