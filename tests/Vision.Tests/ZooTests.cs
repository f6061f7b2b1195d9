using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests;

/// <summary>What is true of every network.</summary>
public sealed class ZooTests
{
    public static TheoryData<Architecture> Architectures => [.. Enum.GetValues<Architecture>()];

    /// <summary>One of each code.</summary>
    public static TheoryData<Architecture> Families =>
        [.. Enum.GetValues<Architecture>().Where(architecture => architecture is not (Architecture.Resnet34 or Architecture.Resnet50))];

    [Theory, MemberData(nameof(Architectures))]
    public void TwoStepsOfTrainingReachTheStemAndLeaveNoTensors(Architecture architecture)
    {
        manual_seed(3);
        // Without dropout the losses are those of one function; with it their difference is chance.
        using ImageNetwork network =
            NetworkFactory.Create(new ModelOptions { Architecture = architecture, Width = 8, Dropout = 0 }, classes: 3);
        // Small steps: at their beginning some of these networks have gradients of thousands, on some processors more than on others.
        using optim.Optimizer optimizer = optim.SGD(network.parameters(), 0.000001);
        using Tensor photos = Formula.Photos(4, 64), labels = tensor(new long[] { 0, 1, 2, 0 });
        string stem = network.named_parameters().First(entry => network.StageOf(entry.name) == 0).name;

        double first = Step(), second = Step();
        long before = Tensor.TotalCount;
        double third = Step();

        Assert.Equal(before, Tensor.TotalCount);
        Assert.True(double.IsFinite(second) && third < first, $"the loss went {first}, {second}, {third}");

        double Step()
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            Tensor loss = nn.functional.cross_entropy(network.call(photos), labels);
            loss.backward();
            Assert.True(network.get_parameter(stem)!.grad!.abs().sum().ToArray<float>()[0] > 0, $"no gradient reaches {stem}");
            optimizer.step();
            return loss.ToArray<float>()[0];
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void TheStepsGiveWhatTheNetworkGivesAndKeepTheLayout(Architecture architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using ImageNetwork network = Create(architecture);
        network.eval();
        Tensor photos = Formula.Photos(2, 64).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        Tensor map = network.FeatureMap(photos), features = network.Pool(map), logits = network.Classify(features);

        Assert.Equal(4, map.ndim);
        Assert.True(map.permute(0, 2, 3, 1).is_contiguous(), "the map is no longer channels-last");
        Assert.Equal(2, features.shape[0]);
        Assert.Equal([2, 3], logits.shape);
        Assert.True(logits.Equals(network.call(photos)));
        map.Dispose();
        Assert.True(logits.Equals(network.Classify(features)), "the features are gone with the map");
    }

    [Theory, MemberData(nameof(Architectures))]
    public void EveryArrayHasAStageAndTheHeadIsTheLast(Architecture architecture)
    {
        using ImageNetwork network = Create(architecture);

        foreach (string name in network.state_dict().Keys)
        {
            Assert.InRange(network.StageOf(name), 0, network.StageCount - 1);
            Assert.Equal(name.StartsWith(network.HeadPrefix, StringComparison.Ordinal), network.StageOf(name) == network.StageCount - 1);
        }
        int[] stages = [.. network.named_parameters().Select(entry => network.StageOf(entry.name))];
        Assert.Equal(Enumerable.Range(0, network.StageCount), stages.Distinct().Order());
        Assert.Throws<ArgumentException>(() => network.StageOf("head.weight"));
    }

    [Theory, MemberData(nameof(Families))]
    public void DropoutComesBetweenTheFeaturesAndTheClassifier(Architecture architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        using ImageNetwork network =
            NetworkFactory.Create(new ModelOptions { Architecture = architecture, Width = 8, Dropout = 0.5 }, classes: 3);
        Formula.Fill(network);
        manual_seed(4);
        // Frozen statistics: whatever differs between two passes is dropout.
        foreach (TorchSharp.Modules.BatchNorm2d norm in network.modules().OfType<TorchSharp.Modules.BatchNorm2d>()) norm.eval();
        Tensor photos = Formula.Photos(2, 64);

        Assert.True(network.FeatureMap(photos).Equals(network.FeatureMap(photos)), "the map has dropout");
        Assert.False(network.call(photos).Equals(network.call(photos)), "the classifier has no dropout");
        network.eval();
        Assert.True(network.call(photos).Equals(network.call(photos)), "dropout is on while evaluating");
    }

    private static ImageNetwork Create(Architecture architecture) =>
        NetworkFactory.Create(new ModelOptions { Architecture = architecture, Width = 8 }, classes: 3);
}
