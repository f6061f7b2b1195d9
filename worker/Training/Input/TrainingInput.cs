using ImageClassifier.Vision;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Training.Results;
using ImageClassifier.Worker.Training.Teachers;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Input;

/// <summary>What a phase of a training learns from: photos, or features of them.</summary>
internal interface ITrainingInput : IDisposable
{
    /// <summary>The batches of an epoch in their order; the caller disposes each of them.</summary>
    /// <param name="batches">Numbers of the photos of each batch in the training set.</param>
    /// <param name="epoch">From 1, over all phases.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    IEnumerable<TrainingBatch> Batches(IReadOnlyList<int[]> batches, int epoch, CancellationToken cancellationToken);

    /// <summary>From a batch's input to logits, [N, classes].</summary>
    Tensor Forward(ImageNetwork network, Tensor input);

    /// <summary>Logits of the teacher for a batch, [N, classes]; null without one.</summary>
    /// <param name="batch">The one that was given last.</param>
    Tensor? Teach(TrainingBatch batch);

    /// <summary>What a network makes of the validation photos.</summary>
    Evaluation Validate(ImageNetwork network);

    /// <summary>What a network makes of the training photos as they are, without augmentation.</summary>
    Evaluation Review(ImageNetwork network);
}

/// <summary>Photos, changed at random anew in every epoch, through the whole network. Owns nothing.</summary>
/// <param name="photos">Of both sides.</param>
/// <param name="preprocessing">Before the network, when it is measured.</param>
/// <param name="loader">Makes the batches.</param>
/// <param name="teacher">Null without one.</param>
/// <param name="mirrored">Whether a photo and its mirror image are averaged when the network is measured.</param>
internal sealed class PhotoInput(PhotoSets photos, Preprocessing preprocessing, DataLoader loader, Teacher? teacher, bool mirrored)
    : ITrainingInput
{
    public IEnumerable<TrainingBatch> Batches(IReadOnlyList<int[]> batches, int epoch, CancellationToken cancellationToken) =>
        loader.Of(batches, epoch, cancellationToken);

    public Tensor Forward(ImageNetwork network, Tensor input) => network.call(input);

    public Tensor? Teach(TrainingBatch batch) => teacher?.Logits(batch.Input);

    public Evaluation Validate(ImageNetwork network) => Evaluation.Of(network, preprocessing, photos.Validation, mirrored);

    public Evaluation Review(ImageNetwork network) => Evaluation.Of(network, preprocessing, photos.Training, mirrored);

    public void Dispose()
    {
        // Nothing is its own.
    }
}
