using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Imaging;
using ImageClassifier.Vision.Explanation;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests.Explanation;

public sealed class GradCamTests
{
    public static TheoryData<Architecture> Architectures => [.. Enum.GetValues<Architecture>()];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void EveryNetworkSaysWhereItLookedAlsoWhenItIsFrozen(Architecture architecture)
    {
        manual_seed(3);
        using DisposeScope scope = NewDisposeScope();
        using ImageNetwork network =
            NetworkFactory.Create(new ModelOptions { Architecture = architecture, Width = 8, Dropout = 0.5 }, classes: 3);
        network.eval();
        foreach (TorchSharp.Modules.Parameter parameter in network.parameters()) parameter.requires_grad = false;
        Tensor input = randn(1, 3, 96, 96);
        long[] shape = network.FeatureMap(input).shape;

        HeatMap[] maps = [.. Enumerable.Range(0, 3).Select(k => GradCam.Of(network, input, k))];

        Assert.All(maps, map => Assert.Equal((shape[3], shape[2], shape[2] * shape[3]), (map.Width, map.Height, map.Values.Count)));
        Assert.All(maps, map => Assert.All(map.Values, value => Assert.InRange(value, 0, 1)));
        // Something speaks for at least one class, and that map is scaled to 1.
        Assert.Contains(maps, map => map.Values.Max() == 1);
        Assert.Equal(maps[0].Values, GradCam.Of(network, input, 0).Values);
    }

    [Fact]
    public void AfterAMeanAndALinearLayerTheWeightsAreThatLayers()
    {
        manual_seed(5);
        using DisposeScope scope = NewDisposeScope();
        using ImageNetwork network = NetworkFactory.Create(new ModelOptions { Width = 8 }, classes: 4);
        network.eval();
        Tensor input = randn(1, 3, 64, 64);
        // Class activation mapping (Zhou et al. 2016): what Grad-CAM is in this case, up to its scale.
        Tensor map = network.FeatureMap(input), weights = network.state_dict()["classifier.weight"][2];
        float[] expected = map.mul(weights.reshape(1, -1, 1, 1)).sum(1).relu().reshape(-1).detach().ToArray<float>();

        HeatMap heat = GradCam.Of(network, input, 2);

        Assert.True(expected.Max() > 0);
        Assert.Equal(expected.Select(value => value / expected.Max()), heat.Values, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void ExplainingLeavesNoGradientAndNoTensorBehind()
    {
        using ImageNetwork network = NetworkFactory.Create(new ModelOptions { Width = 8 }, classes: 2);
        network.eval();
        using Tensor input = randn(1, 3, 32, 32);
        _ = GradCam.Of(network, input, 1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        _ = GradCam.Of(network, input, 1);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.All(network.parameters(), parameter => Assert.True(parameter.grad is null));
    }
}
