using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests.Pretrained;

public sealed class NetworkWeightsTests
{
    [Fact]
    public void AHeadOfOtherClassesStaysFreshAndIsReported()
    {
        using DisposeScope scope = NewDisposeScope();
        using ImageNetwork source = Create(Architecture.Squeezenet1_1, 10), target = Create(Architecture.Squeezenet1_1, 3);
        Tensor head = target.get_parameter("classifier.1.weight")!.clone();

        WeightsReport report = NetworkWeights.Apply(target, FileOf(source));

        Assert.Equal(50, report.Loaded.Count);
        Assert.Equal(["classifier.1.bias", "classifier.1.weight"], report.Missing);
        Assert.Equal(["classifier.1.bias: [10] instead of [3]", "classifier.1.weight: [10, 512, 1, 1] instead of [3, 512, 1, 1]"],
            report.Skipped.Select(skipped => $"{skipped.Name}: {skipped.Reason}"));
        Assert.True(head.Equals(target.get_parameter("classifier.1.weight")!));
        Assert.True(source.get_parameter("features.0.weight")!.Equals(target.get_parameter("features.0.weight")!));
        Assert.Contains("50 of 52 arrays from test; fresh: classifier.1.bias, classifier.1.weight", report.ToLines()[0]);
    }

    [Fact]
    public void AHeadIsTakenWholeOrNotAtAll()
    {
        using ImageNetwork source = Create(Architecture.SmallCnn, 3), target = Create(Architecture.SmallCnn, 3);
        var tensors = StateDict.Save(source).ToDictionary();
        tensors.Remove("classifier.bias");

        WeightsReport report = NetworkWeights.Apply(target, new WeightsFile("test", "", tensors));

        Assert.Equal(["classifier.bias", "classifier.weight"], report.Missing);
        Assert.Equal([new SkippedWeight("classifier.weight", "the rest of the classifier does not fit")], report.Skipped);
    }

    [Fact]
    public void AllArraysOfTheSameNetworkAreTaken()
    {
        using ImageNetwork source = Create(Architecture.SmallCnn, 3), target = Create(Architecture.SmallCnn, 3);

        WeightsReport report = NetworkWeights.Apply(target, FileOf(source));

        Assert.Equal((20, 0, 0), (report.Loaded.Count, report.Skipped.Count, report.Missing.Count));
        Assert.Equal(["weights: 20 of 20 arrays from test"], report.ToLines());
    }

    [Fact]
    public void WeightsOfAnotherNetworkAreRefusedAndChangeNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using ImageNetwork source = Create(Architecture.SmallCnn, 3), target = Create(Architecture.MobilenetV2, 3);
        Tensor before = target.get_parameter("features.0.0.weight")!.clone();

        var error = Assert.Throws<InvalidDataException>(() => NetworkWeights.Apply(target, FileOf(source)));

        Assert.Contains("of another network than MobilenetV2: 0 of the 260 arrays", error.Message);
        Assert.True(before.Equals(target.get_parameter("features.0.0.weight")!));
    }

    [Fact]
    public void CountersThatOldFilesLackAreReportedTogether()
    {
        using ImageNetwork source = Create(Architecture.SmallCnn, 3), target = Create(Architecture.SmallCnn, 3);
        var tensors = StateDict.Save(source).Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .ToDictionary();

        WeightsReport report = NetworkWeights.Apply(target, new WeightsFile("test", "", tensors));

        Assert.Equal(3, report.Missing.Count);
        Assert.Equal(["weights: 17 of 20 arrays from test; fresh: 3 counters of batches"], report.ToLines());
    }

    [Fact]
    public void TheNamesOfOldDensenetFilesAreUnderstood()
    {
        using ImageNetwork source = Create(Architecture.Densenet121, 3), target = Create(Architecture.Densenet121, 3);
        var old = StateDict.Save(source).Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary(
            pair => pair.Key.Contains("denselayer", StringComparison.Ordinal)
                ? pair.Key.Replace("norm1.", "norm.1.").Replace("norm2.", "norm.2.").Replace("conv1.", "conv.1.")
                .Replace("conv2.", "conv.2.")
                : pair.Key,
            pair => pair.Value);
        Assert.Contains("features.denseblock1.denselayer1.norm.1.weight", old.Keys);

        WeightsReport report = NetworkWeights.Apply(target, new WeightsFile("test", "", old));

        Assert.Empty(report.Skipped);
        Assert.All(report.Missing, name => Assert.EndsWith("num_batches_tracked", name));
    }

    [Fact]
    public void PublishedGooglenetWeightsAreAdaptedToPhotosThatAreNotRescaled()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        using ImageNetwork published = Create(Architecture.Googlenet, 3), ours = Create(Architecture.Googlenet, 3);
        Formula.Fill(published);
        var tensors = StateDict.Save(published).ToDictionary();
        tensors.Add("aux1.fc2.bias", tensors["fc.bias"]);
        WeightsReport report = NetworkWeights.Apply(ours, new WeightsFile("test", "", tensors));
        published.eval();
        ours.eval();
        Tensor photos = Formula.Photos(1, 64);
        // torchvision.models.googlenet, _transform_input
        Tensor scale = tensor(new[] { 0.229f / 0.5f, 0.224f / 0.5f, 0.225f / 0.5f }).reshape(1, 3, 1, 1);
        Tensor shift = tensor(new[] { (0.485f - 0.5f) / 0.5f, (0.456f - 0.5f) / 0.5f, (0.406f - 0.5f) / 0.5f }).reshape(1, 3, 1, 1);

        Tensor expected = Stem(published).call(photos.mul(scale).add(shift)), found = Stem(ours).call(photos);

        // Inside: the zeros around a photo are of another brightness.
        Assert.True(Inside(expected).sub(Inside(found)).abs().max().ToArray<float>()[0] < 1e-5);
        Assert.Single(report.Notes);
        Assert.Equal([new SkippedWeight("aux1.fc2.bias", "the network has no such array")], report.Skipped);

        static nn.Module<Tensor, Tensor> Stem(ImageNetwork network) =>
            (nn.Module<Tensor, Tensor>)network.named_children().First(child => child.name == "conv1").module;

        static Tensor Inside(Tensor map) => map.narrow(2, 2, 28).narrow(3, 2, 28);
    }

    [Fact]
    public void HalvesAndDoublesBecomeTheNetworksOwnType()
    {
        using ImageNetwork source = Create(Architecture.SmallCnn, 3), target = Create(Architecture.SmallCnn, 3);
        var tensors = StateDict.Save(source).ToDictionary();
        byte[] halves = [.. Enumerable.Repeat(BitConverter.GetBytes((Half)0.5f), 128 * 3).SelectMany(half => half)];
        tensors["classifier.weight"] = new SafetensorsTensor(SafetensorsType.F16, [3, 128], halves);

        NetworkWeights.Apply(target, new WeightsFile("test", "", tensors));

        Assert.All(target.get_parameter("classifier.weight")!.detach().ToArray<float>(), value => Assert.Equal(0.5f, value));
    }

    private static ImageNetwork Create(Architecture architecture, int classes) =>
        NetworkFactory.Create(new ModelOptions { Architecture = architecture }, classes);

    private static WeightsFile FileOf(ImageNetwork network) => new("test", "", StateDict.Save(network).ToDictionary());
}
