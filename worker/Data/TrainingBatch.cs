using static TorchSharp.torch;

namespace ImageClassifier.Worker.Data;

/// <summary>What one step learns from. Owns its tensors, which belong to no dispose scope.</summary>
/// <param name="Input">[N, 3, I, I] float32, augmented, mixed and normalized; channels last in memory.</param>
/// <param name="Labels">[N] int64.</param>
/// <param name="Other">What was mixed into the input; null where nothing was.</param>
internal sealed record TrainingBatch(Tensor Input, Tensor Labels, MixedLabels? Other) : IDisposable
{
    /// <summary>[N] int64: of each photo the class that takes up most of it, which is what accuracy is counted by.</summary>
    public Tensor Dominant => Other is { Share: < 0.5 } ? Other.Labels : Labels;

    /// <summary>The loss against both classes of a mixed photo, by their shares; against the only class of others.</summary>
    /// <param name="lossOf">From [N] labels to a scalar.</param>
    public Tensor Loss(Func<Tensor, Tensor> lossOf) =>
        Other is null ? lossOf(Labels) : lossOf(Labels).mul(Other.Share).add(lossOf(Other.Labels).mul(1 - Other.Share));

    public void Dispose()
    {
        Input.Dispose();
        Labels.Dispose();
        Other?.Labels.Dispose();
    }
}

/// <summary>The second photo of each mixture.</summary>
/// <param name="Labels">[N] int64: classes of the photos that were mixed in.</param>
/// <param name="Share">Of the first photo in the mixture, in [0, 1]: the loss is Share · CE(first) + (1 - Share) · CE(second).</param>
internal sealed record MixedLabels(Tensor Labels, double Share);
