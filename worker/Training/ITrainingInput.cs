using ImageClassifier.Vision.Networks;
using ImageClassifier.Worker.Data;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>What a part of a training learns from: photos, or features of them.</summary>
internal interface ITrainingInput : IDisposable
{
    /// <summary>The batches of an epoch in their order; the caller disposes each of them.</summary>
    /// <param name="batches">Numbers of the photos of each batch in the training set.</param>
    /// <param name="epoch">From 1, over all parts.</param>
    /// <param name="stop">Looked at before each batch.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    IEnumerable<TrainingBatch> Batches(IReadOnlyList<int[]> batches, int epoch, CancellationToken stop);

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
