using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision;
using ImageClassifier.Vision.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests;

public sealed class PreprocessingTests
{
    [Fact]
    public void PixelsAreScaledToOneAndThenByMeanAndStd()
    {
        using DisposeScope scope = NewDisposeScope();
        using var preprocessing = new Preprocessing([0.5f, 0.25f, 0f], [0.5f, 0.25f, 2f], CPU);
        Tensor pixels = tensor(new byte[] { 0, 255, 51, 255, 0, 102 }, [1, 3, 1, 2]);

        float[] values = preprocessing.Normalize(pixels).ToArray<float>();

        Assert.Equal([-1f, 1f, -0.2f, 3f, 0f, 0.2f], values, (expected, actual) => Math.Abs(expected - actual) < 1e-6);
    }

    [Fact]
    public void APhotoBecomesThreePlanesOfTheAskedSize() =>
        Assert.Equal(3 * 32 * 32, Preprocessing.LoadPixels(DrawnPhoto.Png(kind: 1, number: 1), new DataOptions { ImageSize = 32 }).Length);

    [Fact]
    public void AStdOfZeroIsRefused() =>
        Assert.Throws<ArgumentException>(() => new Preprocessing([0, 0, 0], [1, 0, 1], CPU));
}
