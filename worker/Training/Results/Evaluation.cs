using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Vision;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Results;

/// <summary>What a network makes of photos in evaluation mode, unaugmented.</summary>
/// <param name="Loss">Mean cross-entropy without label smoothing, so that experiments compare.</param>
/// <param name="Logits">[N][classes]: softmax makes probabilities of them.</param>
/// <param name="Actual">[N] class indices.</param>
internal sealed record Evaluation(double Loss, IReadOnlyList<float[]> Logits, IReadOnlyList<int> Actual)
{
    private const int BatchSize = 64;

    /// <summary>[N][classes], rows sum to 1.</summary>
    public IReadOnlyList<float[]> Probabilities => [.. Logits.Select(row => Softmax.Of(row))];

    /// <summary>The likeliest class of each photo.</summary>
    public IReadOnlyList<int> Predicted => [.. Logits.Select(row => Array.IndexOf(row, row.Max()))];

    public int Correct => Predicted.Zip(Actual).Count(pair => pair.First == pair.Second);

    public double Accuracy => (double)Correct / Actual.Count;

    /// <summary>Runs all photos through the network, which is in evaluation mode afterwards.</summary>
    /// <param name="network">Any.</param>
    /// <param name="preprocessing">As in training.</param>
    /// <param name="photos">Seen as serving would see them.</param>
    /// <param name="mirrored">Averages the probabilities of a photo and its mirror image.</param>
    public static Evaluation Of(ImageNetwork network, Preprocessing preprocessing, PhotoSet photos, bool mirrored = false) =>
        Of(network, photos.Labels, (start, count) =>
            Inference.Logits(network, MemoryLayout.ChannelsLast(preprocessing.Normalize(photos.View(start, count))), mirrored));

    /// <summary>Runs features through the classifier of a network, which is in evaluation mode afterwards.</summary>
    /// <param name="network">Whose <c>Pool</c> has made them.</param>
    /// <param name="features">[N, …] of the photos, and of their mirror images where both are averaged.</param>
    /// <param name="labels">[N] int64.</param>
    public static Evaluation OfFeatures(ImageNetwork network, IReadOnlyList<Tensor> features, Tensor labels) =>
        Of(network, labels, (start, count) =>
            Inference.Average([.. features.Select(view => network.Classify(view.narrow(0, start, count)))]));

    private static Evaluation Of(ImageNetwork network, Tensor labels, Func<int, int, Tensor> logitsOf)
    {
        using DisposeScope outer = NewDisposeScope();
        using IDisposable inference = inference_mode();
        network.eval();
        double loss = 0;
        int photos = (int)labels.shape[0];
        var rows = new List<float[]>(photos);
        for (int start = 0; start < photos; start += BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            int count = Math.Min(BatchSize, photos - start);
            Tensor logits = logitsOf(start, count);
            loss += nn.functional.cross_entropy(logits, labels.narrow(0, start, count), reduction: nn.Reduction.Sum).ToArray<float>()[0];
            rows.AddRange(logits.ToArray<float>().Chunk((int)logits.shape[1]));
        }
        int[] actual = [.. labels.ToArray<long>().Select(label => (int)label)];
        return new Evaluation(loss / photos, rows, actual);
    }
}
