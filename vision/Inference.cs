using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Vision;

/// <summary>What a network makes of photos. Validating and serving both ask here, so that both average alike.</summary>
public static class Inference
{
    /// <param name="network">In evaluation mode.</param>
    /// <param name="input">[N, 3, H, W] float32, normalized.</param>
    /// <param name="mirrored">
    /// Averages the probabilities of each photo and of its left-right mirror image (<see cref="Core.Experiments.DataOptions.TestTimeAugmentation"/>).
    /// </param>
    /// <returns>[N, classes] float32, of which softmax makes the probabilities: the network's logits, or the logarithms of the average.</returns>
    public static Tensor Logits(nn.Module<Tensor, Tensor> network, Tensor input, bool mirrored)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor upright = network.call(input);
        if (!mirrored) return upright.MoveToOuterDisposeScope();
        Tensor both = stack([upright.log_softmax(1), network.call(input.flip(3)).log_softmax(1)]);
        return both.logsumexp(0).sub(Math.Log(2)).MoveToOuterDisposeScope();
    }
}
