using ImageClassifier.Vision.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Vision;

/// <summary>What a network makes of photos. Validating and serving both ask here, so that both average alike.</summary>
public static class Inference
{
    /// <param name="network">In evaluation mode.</param>
    /// <param name="input">[N, 3, H, W] float32, normalized.</param>
    /// <param name="mirrored">
    /// Averages the probabilities of each photo and of its left-right mirror image (<see
    /// cref="Contracts.Experiments.DataOptions.TestTimeAugmentation"/>).
    /// </param>
    /// <returns>[N, classes] float32, of which softmax makes the probabilities: the network's logits, or the logarithms of the
    /// average.</returns>
    public static Tensor Logits(nn.Module<Tensor, Tensor> network, Tensor input, bool mirrored)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor upright = network.call(input);
        return Average(mirrored ? [upright, network.call(input.flip(3))] : [upright]).MoveToOuterDisposeScope();
    }

    /// <summary>The average of what a network says of several views of the same photos.</summary>
    /// <param name="logits">[N, classes] for each view.</param>
    /// <returns>[N, classes]: the logits of the only view, or the logarithms of the averaged probabilities.</returns>
    public static Tensor Average(IReadOnlyList<Tensor> logits)
    {
        if (logits.Count == 1) return logits[0];
        using DisposeScope scope = NewDisposeScope();
        Tensor all = stack(logits.Select(view => view.log_softmax(1)).ToArray());
        return all.logsumexp(0).sub(Math.Log(logits.Count)).MoveToOuterDisposeScope();
    }
}
