using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>Draws how the colours of photos change, and changes them.</summary>
internal sealed class Colors(AugmentationOptions options, Policy policy, int seed)
{
    /// <param name="values">[N, 3, H, W] from 0 to 255, uint8 or float32; may be overwritten.</param>
    /// <param name="photos">[N] numbers in the training set.</param>
    /// <param name="epoch">From 1.</param>
    /// <returns>[N, 3, H, W] from 0 to 255, uint8 where no colour changes.</returns>
    public Tensor Apply(Tensor values, int[] photos, int epoch) =>
        Apply(values, [.. photos.Select(photo => StepsOf(epoch, photo))]);

    /// <summary>What is drawn for a photo: the operations of a policy, then the jitter in an order of its own.</summary>
    public IReadOnlyList<ColorStep> StepsOf(int epoch, int photo)
    {
        IReadOnlyList<ColorStep> drawn = policy.ColorsOf(epoch, photo);
        return options.ColorJitter is { } jitter ? [.. drawn, .. Jitter(jitter, new RandomDraws(seed, RandomPurpose.Color, epoch, photo))]
            : drawn;
    }

    /// <summary>Each photo takes its steps in their order; photos whose next step is the same take it together.</summary>
    internal static Tensor Apply(Tensor values, IReadOnlyList<IReadOnlyList<ColorStep>> steps)
    {
        int longest = steps.Max(own => own.Count);
        if (longest == 0) return values;
        using DisposeScope scope = NewDisposeScope();
        values = values.to(ScalarType.Float32);
        for (int k = 0; k < longest; k++)
        {
            var groups = Enumerable.Range(0, steps.Count).Where(i => k < steps[i].Count).GroupBy(i => steps[i][k].Operation);
            foreach (IGrouping<ColorOperation, int> group in groups)
            {
                using DisposeScope inner = NewDisposeScope();
                int[] photos = [.. group];
                float[] magnitudes = [.. photos.Select(i => (float)steps[i][k].Magnitude)];
                Tensor magnitude = tensor(magnitudes).reshape(photos.Length, 1, 1, 1).to(values.device);
                if (photos.Length == steps.Count)
                {
                    Tensor changed = ColorOperations.Apply(group.Key, values, magnitude);
                    // A tensor that is moved to the scope it is in would fall out of it.
                    values = ReferenceEquals(changed, values) ? values : changed.MoveToOtherDisposeScope(scope);
                    continue;
                }
                Tensor places = Indices.Of(photos, values.device);
                values.index_copy_(0, places, ColorOperations.Apply(group.Key, values.index_select(0, places), magnitude));
            }
        }
        return values.MoveToOuterDisposeScope();
    }

    /// <summary>Factors and order as torchvision's <c>ColorJitter</c> draws them.</summary>
    private static List<ColorStep> Jitter(ColorJitterOptions jitter, RandomDraws draws)
    {
        double brightness = Factor(jitter.Brightness), contrast = Factor(jitter.Contrast), saturation = Factor(jitter.Saturation);
        double hue = draws.Between(-1, 1) * jitter.Hue;
        var steps = new List<ColorStep>
        {
            new(ColorOperation.Brightness, brightness), new(ColorOperation.Contrast, contrast), new(ColorOperation.Saturation, saturation),
                new(ColorOperation.Hue, hue),
        };
        // Fisher and Yates, before the idle ones go: the order of the others does not depend on them.
        for (int i = steps.Count - 1; i > 0; i--)
        {
            int other = draws.Below(i + 1);
            (steps[i], steps[other]) = (steps[other], steps[i]);
        }
        steps.RemoveAll(step => step.Magnitude == (step.Operation == ColorOperation.Hue ? 0 : 1));
        return steps;

        double Factor(double range) => 1 + draws.Between(-1, 1) * range;
    }
}
