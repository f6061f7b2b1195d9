using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Worker.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Optimization;

/// <summary>What training makes small: cross-entropy, with whatever of smoothing, class weights and a teacher the experiment asks
/// for.</summary>
internal sealed class TrainingLoss : IDisposable
{
    private readonly RegularizationOptions _options;

    // [classes]; null where all count the same.
    private readonly Tensor? _weights;

    /// <param name="options">Of the experiment.</param>
    /// <param name="labels">Classes of the training photos, [N] int64: balanced weights follow from them.</param>
    /// <param name="classes">Number of classes.</param>
    public TrainingLoss(RegularizationOptions options, Tensor labels, int classes)
    {
        _options = options;
        if (options.ClassWeights != ClassWeights.Balanced) return;
        using DisposeScope scope = NewDisposeScope();
        _weights = tensor(Balanced(labels.ToArray<long>(), classes)).to(labels.device).DetachFromDisposeScope();
    }

    /// <summary>Photos / (classes × photos of the class), and 0 for a class without photos.</summary>
    public static float[] Balanced(IReadOnlyList<long> labels, int classes)
    {
        int[] counts = new int[classes];
        foreach (long label in labels) counts[label]++;
        return [.. counts.Select(count => count == 0 ? 0f : (float)((double)labels.Count / ((double)classes * count)))];
    }

    /// <summary>The mean over the batch.</summary>
    /// <param name="logits">[N, classes], with a gradient.</param>
    /// <param name="batch">Whose labels count.</param>
    /// <param name="teacher">[N, classes] logits of the network that is learned from; needed where the experiment has one.</param>
    /// <remarks>
    /// With a teacher: alpha · T² · KL(teacher at T ‖ student at T) + (1 - alpha) · cross-entropy; Hinton et al. 2015. T² keeps the size of
    /// the gradients whatever the temperature.
    /// </remarks>
    public Tensor Of(Tensor logits, TrainingBatch batch, Tensor? teacher)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor entropy =
            batch.Loss(labels => nn.functional.cross_entropy(logits, labels, _weights, label_smoothing: _options.LabelSmoothing));
        if (_options.Distillation is not { } options) return entropy.MoveToOuterDisposeScope();
        if (teacher is null) throw new ArgumentNullException(nameof(teacher), "the experiment has a teacher");
        double temperature = options.Temperature;
        Tensor divergence = nn.functional.kl_div(
            nn.functional.log_softmax(logits / temperature, 1), nn.functional.log_softmax(teacher / temperature, 1), log_target: true,
            reduction: nn.Reduction.Sum) / logits.shape[0];
        return (divergence * (options.Alpha * temperature * temperature) + entropy * (1 - options.Alpha)).MoveToOuterDisposeScope();
    }

    public void Dispose() => _weights?.Dispose();
}
