using ImageClassifier.Vision.Networks;
using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Training.Input;
using ImageClassifier.Worker.Training.Plan;
using ImageClassifier.Worker.Training.Results;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Features;

/// <summary>Features that a frozen backbone has computed once, through the classifier alone. MixUp mixes features; CutMix has no pixels to
/// cut.</summary>
/// <param name="phase">Which view an epoch sees.</param>
/// <param name="features">Of training and validation photos; disposed with this.</param>
/// <param name="seed">Of the job.</param>
internal sealed class FeatureInput(TrainingPhase phase, PhotoFeatures features, int seed) : ITrainingInput
{
    private readonly Mixing _mixing = new(phase.Recipe.Regularization with { CutMix = 0 }, seed);
    private Tensor? _taught;

    public IEnumerable<TrainingBatch> Batches(IReadOnlyList<int[]> batches, int epoch, CancellationToken cancellationToken)
    {
        for (int number = 0; number < batches.Count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Make(batches[number], epoch, number);
        }
    }

    public Tensor Forward(ImageNetwork network, Tensor input) => network.Classify(input);

    public Tensor? Teach(TrainingBatch batch) => _taught?.alias();

    public Evaluation Validate(ImageNetwork network) => Evaluation.OfFeatures(network, features.Validation, features.ValidationLabels);

    public Evaluation Review(ImageNetwork network) => Evaluation.OfFeatures(network, features.Plain, features.TrainingLabels);

    public void Dispose()
    {
        _taught?.Dispose();
        features.Dispose();
    }

    private TrainingBatch Make(int[] photos, int epoch, int number)
    {
        using DisposeScope scope = NewDisposeScope();
        int view = phase.View(epoch);
        Tensor index = Indices.Of(photos, features.TrainingLabels.device);
        Tensor labels = features.TrainingLabels.index_select(0, index);
        (Tensor input, MixedLabels? other) = _mixing.Apply(features.Training[view].index_select(0, index), labels, epoch, number);
        _taught?.Dispose();
        _taught = null;
        if (features.Teacher is { } teacher)
        {
            // The same draws mix the same pairs; a teacher's logits for a mixture are not there, so its logits are mixed.
            (Tensor taught, _) = _mixing.Apply(teacher[view].index_select(0, index), labels, epoch, number);
            _taught = taught.DetachFromDisposeScope();
        }
        scope.Detach(input, labels);
        if (other is not null) scope.Detach(other.Labels);
        return new TrainingBatch(input, labels, other);
    }
}
