using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests;

public sealed class NetworkTests
{
    private static readonly ModelOptions Narrow = new() { Width = 8, Dropout = 0.3 };

    [Fact]
    public void TheNamesAndShapesOfWeightsAreStable()
    {
        using nn.Module<Tensor, Tensor> network = NetworkFactory.Create(Narrow, classes: 4);

        string[] named = [.. network.state_dict().Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.shape)}]")];

        string[] block1 = ["block1.conv.weight [8, 3, 3, 3]", "block1.norm.weight [8]", "block1.norm.bias [8]",
            "block1.norm.running_mean [8]", "block1.norm.running_var [8]", "block1.norm.num_batches_tracked []"];
        Assert.Equal(block1.Order(), named.Where(name => name.StartsWith("block1", StringComparison.Ordinal)).Order());
        Assert.Contains("block2.conv.weight [16, 8, 3, 3]", named);
        Assert.Contains("block3.conv.weight [32, 16, 3, 3]", named);
        Assert.Contains("classifier.weight [4, 32]", named);
        Assert.Contains("classifier.bias [4]", named);
        Assert.Equal(20, named.Length);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(96)]
    public void AnyInputSizeGivesALogitForEachClass(int size)
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module<Tensor, Tensor> network = NetworkFactory.Create(Narrow, classes: 5);

        Assert.Equal([2, 5], network.call(rand(2, 3, size, size)).shape);
    }

    [Fact]
    public void TheSeedDecidesTheWeights()
    {
        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));

        static byte[] Weights(int seed)
        {
            manual_seed(seed);
            using nn.Module<Tensor, Tensor> network = NetworkFactory.Create(Narrow, classes: 4);
            return new Safetensors(StateDict.Save(network).ToDictionary()).ToBytes();
        }
    }

    [Fact]
    public void ParametersAreCountedWithoutBuffers()
    {
        using nn.Module<Tensor, Tensor> network = NetworkFactory.Create(Narrow, classes: 4);

        // Convolutions, scale and shift of the norms, classifier.
        Assert.Equal(9 * (3 * 8 + 8 * 16 + 16 * 32) + 2 * (8 + 16 + 32) + 32 * 4 + 4, NetworkFactory.CountParameters(network));
    }

    [Fact]
    public void WeightsOfOneNetworkMakeAnotherTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module<Tensor, Tensor> first = NetworkFactory.Create(Narrow, classes: 4),
            second = NetworkFactory.Create(Narrow, classes: 4);
        first.eval();
        second.eval();
        Tensor input = rand(2, 3, 32, 32);
        Assert.False(first.call(input).Equals(second.call(input)));

        StateDict.Load(second, new Dictionary<string, SafetensorsTensor>(StateDict.Save(first, "model.")), "model.");

        Assert.True(first.call(input).Equals(second.call(input)));
    }

    [Fact]
    public void WeightsOfAnotherNetworkAreRefusedByName()
    {
        using nn.Module<Tensor, Tensor> four = NetworkFactory.Create(Narrow, classes: 4), five = NetworkFactory.Create(Narrow, classes: 5);
        var weights = new Dictionary<string, SafetensorsTensor>(StateDict.Save(five));
        weights.Remove("block1.norm.bias");
        weights.Add("head.bias", weights["classifier.bias"]);

        var error = Assert.Throws<InvalidDataException>(() => StateDict.Load(four, weights));

        Assert.Contains("block1.norm.bias is missing", error.Message);
        Assert.Contains("head.bias belongs to another network", error.Message);
        Assert.Contains("classifier.weight is [5, 32] instead of [4, 32]", error.Message);
    }
}
