using ImageClassifier.Core.Statistics;
using ImageClassifier.Vision;
using ImageClassifier.Worker.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>What a network makes of photos in evaluation mode, unaugmented.</summary>
/// <param name="Loss">Mean cross-entropy without label smoothing, so that experiments compare.</param>
/// <param name="Logits">[N][classes]: softmax makes probabilities of them.</param>
/// <param name="Actual">[N] class indices.</param>
internal sealed record Evaluation(double Loss, IReadOnlyList<float[]> Logits, IReadOnlyList<int> Actual)
{
    private const int BatchSize = 64;

    /// <summary>[N][classes], rows sum to 1.</summary>
    public IReadOnlyList<float[]> Probabilities => [.. Logits.Select(row => TemperatureScaling.Probabilities(row))];

    /// <summary>The likeliest class of each photo.</summary>
    public IReadOnlyList<int> Predicted => [.. Logits.Select(row => Array.IndexOf(row, row.Max()))];

    public int Correct => Predicted.Zip(Actual).Count(pair => pair.First == pair.Second);

    public double Accuracy => (double)Correct / Actual.Count;

    /// <summary>Runs all photos through the network, which is in training mode again afterwards.</summary>
    /// <param name="network">Any.</param>
    /// <param name="preprocessing">As in training.</param>
    /// <param name="photos">Seen as serving would see them.</param>
    /// <param name="mirrored">Averages the probabilities of a photo and its mirror image.</param>
    public static Evaluation Of(nn.Module<Tensor, Tensor> network, Preprocessing preprocessing, PhotoSet photos, bool mirrored = false)
    {
        using DisposeScope outer = NewDisposeScope();
        using IDisposable inference = inference_mode();
        network.eval();
        double loss = 0;
        var rows = new List<float[]>(photos.Count);
        for (int start = 0; start < photos.Count; start += BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            int count = Math.Min(BatchSize, photos.Count - start);
            Tensor input = MemoryLayout.ChannelsLast(preprocessing.Normalize(photos.View(start, count)));
            Tensor logits = Inference.Logits(network, input, mirrored);
            loss += nn.functional.cross_entropy(logits, photos.Labels.narrow(0, start, count), reduction: nn.Reduction.Sum).ToArray<float>()[0];
            rows.AddRange(logits.ToArray<float>().Chunk((int)logits.shape[1]));
        }
        network.train();
        return new Evaluation(loss / photos.Count, rows, photos.Classes);
    }
}
