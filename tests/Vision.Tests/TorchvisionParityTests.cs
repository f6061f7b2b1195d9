using System.Security.Cryptography;
using System.Text;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests;

/// <summary>Our networks against what torchvision's computed from the same weights and photos.</summary>
public sealed class TorchvisionParityTests
{
    public static TheoryData<Architecture> Architectures => RecordedNetwork.Architectures;

    [Theory, MemberData(nameof(Architectures))]
    public void NamesShapesAndTypesAreTorchvisions(Architecture architecture)
    {
        using ImageNetwork network = NetworkFactory.Create(new ModelOptions { Architecture = architecture }, RecordedNetwork.Classes);
        RecordedNetwork expected = RecordedNetwork.Of(architecture);

        string[] lines = [.. network.state_dict()
            .Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.shape)}] {pair.Value.dtype.ToString().ToLowerInvariant()}")
            .Order(StringComparer.Ordinal)];

        Assert.Equal(expected.Arrays, lines.Length);
        Assert.Equal(expected.Parameters, NetworkFactory.CountParameters(network));
        Assert.Equal(expected.Names, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)))));
    }

    [Theory, MemberData(nameof(Architectures))]
    public void TheSameWeightsGiveTheSameLogits(Architecture architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using ImageNetwork network = Create(architecture);
        network.eval();
        Tensor photos = Formula.Photos();
        Tensor channelsLast = photos.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        AssertClose(RecordedNetwork.Of(architecture).Logits, network.call(photos), 1e-4);
        AssertClose(RecordedNetwork.Of(architecture).Logits, network.call(channelsLast), 1e-4);
    }

    [Theory, MemberData(nameof(Architectures))]
    public void AStepOfTrainingGivesTheSameGradientsAndStatistics(Architecture architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        using ImageNetwork network = Create(architecture);
        RecordedNetwork expected = RecordedNetwork.Of(architecture);

        Tensor logits = network.call(Formula.Photos(4, 96));
        nn.functional.cross_entropy(logits, tensor(new long[] { 1, 3, 0, 1 })).backward();

        AssertClose(expected.TrainLogits, logits, 1e-4);
        foreach ((string name, double sum) in expected.Gradients)
            AssertClose([sum], network.get_parameter(name)!.grad!.abs().sum(), 1e-3);
        if (expected.LastRunningMean is { } mean)
            AssertClose([mean], network.named_buffers()
                .Last(entry => entry.name.EndsWith("running_mean", StringComparison.Ordinal)).buffer.abs().sum(), 1e-4);
    }

    [Theory, MemberData(nameof(Architectures))]
    public void FreshWeightsAreAsWideAsTorchvisions(Architecture architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(1);
        using ImageNetwork network = NetworkFactory.Create(new ModelOptions { Architecture = architecture }, classes: 200);

        foreach ((string name, double spread) in RecordedNetwork.InitialSpread(architecture))
            Assert.Equal(spread, network.get_parameter(name)!.std().ToArray<float>()[0], spread * 0.05);
    }

    private static ImageNetwork Create(Architecture architecture)
    {
        ImageNetwork network = NetworkFactory.Create(new ModelOptions { Architecture = architecture }, RecordedNetwork.Classes);
        Formula.Fill(network);
        return network;
    }

    /// <summary>Within a fraction of the largest value.</summary>
    internal static void AssertClose(double[] expected, Tensor actual, double tolerance)
    {
        float[] found = actual.detach().ToArray<float>();
        Assert.Equal(expected.Length, found.Length);
        double allowed = tolerance * expected.Max(Math.Abs);
        for (int i = 0; i < found.Length; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= allowed, $"element {i} is {found[i]} where torchvision has {expected[i]}");
    }
}
