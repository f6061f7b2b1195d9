using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Vision.Tests;

public sealed class PrecisionTests
{
    public static TheoryData<Architecture> Architectures => [.. Enum.GetValues<Architecture>()];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void EveryNetworkTrainsInBfloat16AndKeepsItsWeightsInFloat32(Architecture architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(1);
        ImageNetwork network =
            NetworkFactory.Create(new ModelOptions { Architecture = architecture, Precision = Precision.Bfloat16 }, classes: 3);

        Tensor logits = network.call(randn(2, 3, 64, 64));
        nn.functional.cross_entropy(logits, tensor(new long[] { 0, 2 })).backward();

        Assert.Equal(ScalarType.Float32, logits.dtype);
        Assert.All(network.named_parameters(), entry =>
        {
            Assert.Equal(ScalarType.Float32, entry.parameter.dtype);
            Assert.True(isfinite(entry.parameter.grad!).all().item<bool>(), entry.name);
        });
    }

    [Fact]
    public void Bfloat16ChangesLogitsByItsRoundingOnly()
    {
        using DisposeScope scope = NewDisposeScope();
        (ImageNetwork exact, ImageNetwork narrow) = (Resnet18(Precision.Float32), Resnet18(Precision.Bfloat16));
        Tensor input = randn(4, 3, 64, 64);

        Tensor expected = exact.call(input), difference = (narrow.call(input) - expected).abs().max();

        Assert.InRange(difference.item<float>() / expected.abs().max().item<float>(), 1e-6, 0.05);
    }

    [Fact]
    public void ABatchNormThatIsFoldedIntoItsConvolutionGivesTheSameOutputAndGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(3);
        Conv2d conv = nn.Conv2d(3, 5, kernel_size: 3, padding: 1);
        BatchNorm2d norm = nn.BatchNorm2d(5);
        using (no_grad())
        {
            norm.weight!.uniform_(0.5, 2);
            norm.bias!.uniform_(-1, 1);
            norm.running_mean!.uniform_(-1, 1);
            norm.running_var!.uniform_(0.5, 2);
        }
        norm.eval();
        Tensor input = randn(2, 3, 8, 8, requires_grad: true);
        Tensor[] sources = [input, conv.weight, conv.bias!, norm.weight!, norm.bias!];

        Tensor apart = norm.call(conv.call(input)), folded = Convolve.Apply(conv, norm, input);

        Tensor weights = randn_like(apart);
        Assert.True(apart.allclose(folded, rtol: 1e-4, atol: 1e-5));
        foreach ((Tensor expected, Tensor actual) in autograd.grad([(apart * weights).sum()], sources)
            .Zip(autograd.grad([(folded * weights).sum()], sources)))
            Assert.True(expected.allclose(actual, rtol: 1e-3, atol: 1e-4), $"{expected.sum().item<float>()} {actual.sum().item<float>()}");
    }

    private static ImageNetwork Resnet18(Precision precision)
    {
        manual_seed(2);
        ImageNetwork network =
            NetworkFactory.Create(new ModelOptions { Architecture = Architecture.Resnet18, Precision = precision }, classes: 5);
        network.eval();
        return network;
    }
}
