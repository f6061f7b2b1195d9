using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Worker.Tests.Augmentation;

public sealed class MixingTests
{
    [Fact]
    public void MixUpAddsTheShareOfEachPhoto()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor input, Tensor labels) = Batch();

        (Tensor mixed, MixedLabels? other) = new Mixing(new RegularizationOptions { MixUp = 0.4 }, 1).Apply(input.clone(), labels, 1, 0);

        Assert.Equal([2L, 0, 1], other!.Labels.data<long>().ToArray());
        float[] expected =
            input.mul(other.Share).add(cat([input.narrow(0, 2, 1), input.narrow(0, 0, 2)]).mul(1 - other.Share)).data<float>().ToArray();
        Assert.All(expected.Zip(mixed.contiguous().data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void CutMixReplacesABoxWhoseAreaIsTheOtherShare()
    {
        using DisposeScope scope = NewDisposeScope();
        var mixing = new Mixing(new RegularizationOptions { CutMix = 1 }, 1);
        for (int batch = 0; batch < 50; batch++)
        {
            (Tensor input, Tensor labels) = Batch();
            float[] before = input.data<float>().ToArray();

            (Tensor mixed, MixedLabels? other) = mixing.Apply(input, labels, 1, batch);

            float[] after = mixed.contiguous().data<float>().ToArray();
            // Each photo has one value: 1, 2 or 3. Those that changed are the photo's before it.
            int[] changed = [.. Enumerable.Range(0, after.Length).Where(i => after[i] != before[i])];
            Assert.Equal(1 - other!.Share, (double)changed.Length / after.Length, 1e-9);
            Assert.All(changed, i => Assert.Equal(before[(i + 2 * after.Length / 3) % after.Length], after[i]));
        }
    }

    [Fact]
    public void WithBothAlphasEachBatchDrawsOne()
    {
        using DisposeScope scope = NewDisposeScope();
        var mixing = new Mixing(new RegularizationOptions { MixUp = 1, CutMix = 1 }, 1);
        int cut = 0;
        for (int batch = 0; batch < 200; batch++)
        {
            (Tensor input, Tensor labels) = Batch();
            (Tensor mixed, _) = mixing.Apply(input, labels, 1, batch);
            if (mixed.data<float>().ToArray().All(value => value is 1 or 2 or 3)) cut++;
        }
        Assert.InRange(cut, 70, 130);
    }

    [Fact]
    public void WithoutAnAlphaNothingIsMixed()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor input, Tensor labels) = Batch();

        (Tensor mixed, MixedLabels? other) = new Mixing(new RegularizationOptions(), 1).Apply(input, labels, 1, 0);

        Assert.Same(input, mixed);
        Assert.Null(other);
    }

    [Theory]
    [InlineData(0.2, 0.1786)]
    [InlineData(1, 0.0833)]
    [InlineData(4, 0.0278)]
    public void SharesHaveTheBetaDistribution(double alpha, double variance)
    {
        double[] shares = [.. Enumerable.Range(0, 10_000).Select(batch => new RandomDraws(3, RandomPurpose.Mixing, 1, batch).Beta(alpha))];

        double mean = shares.Average();
        Assert.Equal(0.5, mean, 0.02);
        // Of Beta(a, a): 1 / (4 · (2a + 1)).
        Assert.Equal(variance, shares.Average(share => (share - mean) * (share - mean)), 0.1 * variance);
        Assert.All(shares, share => Assert.InRange(share, 0, 1));
    }

    [Fact]
    public void TheLossWeighsBothClassesAndAccuracyCountsTheLargerOne()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor labels = tensor(new long[] { 0, 1 }), others = tensor(new long[] { 1, 0 });
        var batch = new TrainingBatch(zeros(2, 3, 4, 4), labels, new MixedLabels(others, 0.3));

        Tensor loss = batch.Loss(classes => classes.narrow(0, 0, 1).to(ScalarType.Float32).add(1).sum());

        Assert.Equal(0.3 * 1 + 0.7 * 2, loss.item<float>(), 1e-6);
        Assert.Same(others, batch.Dominant);
        Assert.Same(labels, (batch with { Other = new MixedLabels(others, 0.5) }).Dominant);
    }

    /// <summary>Three photos of the values 1, 2 and 3.</summary>
    private static (Tensor Input, Tensor Labels) Batch()
    {
        float[] values = [.. Enumerable.Range(0, 3 * 3 * 8 * 8).Select(i => 1f + i / (3 * 8 * 8))];
        return (tensor(values).reshape(3, 3, 8, 8), tensor(new long[] { 0, 1, 2 }));
    }
}
