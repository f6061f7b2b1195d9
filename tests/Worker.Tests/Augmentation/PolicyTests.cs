using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Augmentation;
using TorchSharp;
using static TorchSharp.torch;

namespace Worker.Tests.Augmentation;

public sealed class PolicyTests
{
    [Theory]
    [InlineData("wide", 4)]
    [InlineData("wide", 17)]
    [InlineData("rand", 9)]
    public void EveryOperationGivesWhatTorchvisionGives(string policy, int bin)
    {
        Policy.Ranges ranges = policy == "wide" ? Policy.Ranges.Wide : Policy.Ranges.RandAugment(RecordedTransforms.Size);
        for (int k = 0; k < RecordedTransforms.Operations.Count; k++)
        {
            using DisposeScope scope = NewDisposeScope();
            (AffineMap? map, ColorStep? color) = Policy.Of(k, bin, negative: false, ranges, RecordedTransforms.Size);
            Tensor values = RecordedTransforms.Pictures(1).to(ScalarType.Float32);
            if (map is { } movement)
                values = Resampling.Apply(values, [movement], RecordedTransforms.Size, FillMode.Mean, zeros(1, 3, 1, 1));
            if (color is { } step) values = Colors.Apply(values, [[step]]);

            RecordedTransforms.AssertEqual(RecordedTransforms.Of(policy, $"{bin}", RecordedTransforms.Operations[k]), values,
                tolerance: 0.05);
        }
    }

    [Fact]
    public void TrivialAugmentDrawsOneOfAllOperationsEvenly()
    {
        var policy = new Policy(new AugmentationOptions { TrivialAugmentWide = true }, 224, seed: 1);
        int moved = 0, recoloured = 0, both = 0;
        for (int photo = 0; photo < 2800; photo++)
        {
            int movements = policy.MovementsOf(1, photo).Count, colors = policy.ColorsOf(1, photo).Count;
            if (movements > 0) moved++;
            if (colors > 0) recoloured++;
            if (movements + colors > 1) both++;
        }

        // 5 and 8 of 14 operations; 200 for each, with a standard deviation of about 27.
        Assert.InRange(moved, 1000 - 130, 1000 + 130);
        Assert.InRange(recoloured, 1600 - 130, 1600 + 130);
        Assert.Equal(0, both);
    }

    [Fact]
    public void RandAugmentDrawsAsManyOperationsAsAskedFor()
    {
        var policy = new Policy(new AugmentationOptions { RandAugment = new RandAugmentOptions { NumOps = 3 } }, 224, seed: 1);
        double mean = Enumerable.Range(0, 1000).Average(photo => policy.MovementsOf(1, photo).Count + policy.ColorsOf(1, photo).Count);

        // One of 14 is to do nothing.
        Assert.Equal(3 * 13.0 / 14, mean, 0.05);
    }
}
