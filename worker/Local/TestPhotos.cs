using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Vision;
using ImageClassifier.Worker.Runtime;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Local;

/// <summary>What a finished model makes of the test photos, <c>test.json</c>.</summary>
/// <param name="Photos">Digest of the test photos: another set is measured anew.</param>
/// <param name="ConfusionMatrix">Row: true class; column: predicted.</param>
internal sealed record TestResult(string JobId, string Photos, int Correct, int Total, IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix)
{
    public double Accuracy => Total == 0 ? 0 : (double)Correct / Total;

    /// <summary>95 %.</summary>
    public WilsonInterval Interval => WilsonInterval.Of(Correct, Total);
}

/// <summary>Labelled photos that no training sees. A model answers for them as it does when it serves.</summary>
/// <param name="folder">For messages.</param>
/// <param name="photos">Those that can be used.</param>
/// <param name="paths">Where their files lie, by the name of the upload.</param>
internal sealed class TestPhotos(string folder, IReadOnlyList<IngestedPhoto> photos, IReadOnlyDictionary<string, string> paths)
{
    /// <summary>Of the photos and their labels.</summary>
    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', photos.Select(photo => $"{photo.Label}/{photo.Sha256}").Order(StringComparer.Ordinal)))));

    public int Count => photos.Count;

    /// <exception cref="WorkerException">There are photos of a class that the model does not know.</exception>
    public TestResult Measure(ModelCard card, byte[] weights, Device device, CancellationToken cancellationToken)
    {
        string[] unknown = [.. photos.Select(photo => photo.Label).Except(card.Classes).Order(NaturalOrder.Comparer)];
        if (unknown.Length > 0)
            throw new WorkerException(
                $"{folder} has photos of {string.Join(", ", unknown)}; the model knows {string.Join(", ", card.Classes)}");
        Dictionary<string, int> index = card.Classes.Select((label, k) => (label, k)).ToDictionary(pair => pair.label, pair => pair.k);
        using ImageClassifierModel model = ImageClassifierModel.Load(card, weights, device);
        var pairs = new List<(int Actual, int Predicted)>();
        foreach (IngestedPhoto photo in photos)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Prediction answer = model.Predict(File.ReadAllBytes(paths[photo.Upload]), topK: 1)[0];
            pairs.Add((index[photo.Label], index[answer.Label]));
        }
        var matrix = new ConfusionMatrix(card.Classes, pairs);
        return new TestResult(card.JobId, Digest, matrix.Correct, matrix.Total, matrix.Counts);
    }

    /// <summary>An earlier measurement of this model on these photos, or null.</summary>
    public TestResult? Read(string file, string jobId)
    {
        if (!File.Exists(file)) return null;
        try
        {
            TestResult? result = JsonSerializer.Deserialize<TestResult>(File.ReadAllBytes(file), CoreJson.Options);
            return result?.JobId == jobId && result.Photos == Digest ? result : null;
        }
        catch (JsonException)
        {
            // From another version: it is measured anew.
            return null;
        }
    }
}
