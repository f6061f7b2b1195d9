using ImageClassifier.Vision.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests;

/// <summary>What a seed draws: fresh weights and dropout. Recorded with PyTorch 1.13 (<c>torch.manual_seed(42)</c>, then these in their
/// order).</summary>
public sealed class SeededNumbersTests
{
    [Fact]
    public void ASeedDrawsTheNumbersThatPyTorchDraws()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(42);

        AssertClose([0.33669036626815796f, 0.12880940735340118f, 0.23446236550807953f, 0.23033303022384644f], randn(4));
        AssertClose([0.9407714605331421f, 0.13318592309951782f, 0.9345980882644653f, 0.5935796499252319f], rand(4));
        AssertClose([10, 54, 31, 72, 15], randint(100, [5]));
        AssertClose([1, 3, 4, 2, 0, 5], randperm(6));
        AssertClose([-1.7254215478897095f, 3.7128801345825195f, 2.337575912475586f], empty(3).normal_(1, 2));
        AssertClose([0.903109073638916f, -0.8494682312011719f, 0.7720273733139038f], empty(3).uniform_(-1, 1));
        AssertClose([0, 0, 1, 0, 0, 0], empty(6).bernoulli_(0.3));
        AssertClose([1, 1, 1, 1, 1, 1], tensor(new[] { 0.1f, 0.7f, 0.2f }).multinomial(6, replacement: true));
        AssertClose([0, 2, 2, 0, 2, 0], nn.functional.dropout(ones(6), 0.5));
        AssertClose([-0.8271051049232483f, 1.2473026514053345f, 0.4621361494064331f, 1.3344016075134277f, -1.1444522142410278f,
            -1.3754847049713135f],
            nn.init.kaiming_uniform_(empty(2, 3), a: 0.2));
        AssertClose([-0.7077088356018066f, 0.955953061580658f, -1.0110232830047607f, -0.356810599565506f, 0.7146782279014587f,
            -0.23975907266139984f],
            nn.init.kaiming_normal_(empty(2, 3), mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU));
    }

    private static void AssertClose(float[] expected, Tensor actual)
    {
        float[] found = actual.to(ScalarType.Float32).contiguous().ToArray<float>();
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 2e-5f * Math.Max(1, Math.Abs(pair.First))));
    }
}
