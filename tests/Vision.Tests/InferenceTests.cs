using ImageClassifier.Vision;
using ImageClassifier.Vision.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests;

public sealed class InferenceTests
{
    [Fact]
    public void WithoutMirroringTheLogitsAreTheNetworks()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Flatten(), nn.Linear(3 * 4 * 4, 5));
        Tensor input = randn(2, 3, 4, 4);

        Assert.Equal(network.call(input).ToArray<float>(), Inference.Logits(network, input, mirrored: false).ToArray<float>());
    }

    [Fact]
    public void MirroringAveragesTheProbabilitiesOfThePhotoAndItsMirrorImage()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Flatten(), nn.Linear(3 * 4 * 4, 5));
        Tensor input = randn(2, 3, 4, 4);
        float[] expected = network.call(input).softmax(1).add(network.call(input.flip(3)).softmax(1)).mul(0.5).ToArray<float>();

        Tensor logits = Inference.Logits(network, input, mirrored: true),
            mirrorLogits = Inference.Logits(network, input.flip(3), mirrored: true);

        Assert.Equal(expected, logits.softmax(1).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(logits.ToArray<float>(), mirrorLogits.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }
}
