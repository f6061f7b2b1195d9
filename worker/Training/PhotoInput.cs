using ImageClassifier.Vision;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Worker.Data;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>Photos, changed at random anew in every epoch, through the whole network. Owns nothing.</summary>
/// <param name="photos">Of both sides.</param>
/// <param name="preprocessing">Before the network, when it is measured.</param>
/// <param name="feed">Makes the batches.</param>
/// <param name="teacher">Null without one.</param>
/// <param name="mirrored">Whether a photo and its mirror image are averaged when the network is measured.</param>
internal sealed class PhotoInput(PhotoSets photos, Preprocessing preprocessing, BatchFeed feed, Teacher? teacher, bool mirrored) : ITrainingInput
{
    public IEnumerable<TrainingBatch> Batches(IReadOnlyList<int[]> batches, int epoch, CancellationToken stop) => feed.Of(batches, epoch, stop);

    public Tensor Forward(ImageNetwork network, Tensor input) => network.call(input);

    public Tensor? Teach(TrainingBatch batch) => teacher?.Logits(batch.Input);

    public Evaluation Validate(ImageNetwork network) => Evaluation.Of(network, preprocessing, photos.Validation, mirrored);

    public Evaluation Review(ImageNetwork network) => Evaluation.Of(network, preprocessing, photos.Training, mirrored);

    public void Dispose()
    {
        // Nothing is its own.
    }
}
