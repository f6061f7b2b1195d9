using ImageClassifier.Contracts.Statistics;


namespace ImageClassifier.Contracts.Jobs;

/// <summary>What a network makes of one photo.</summary>
/// <param name="Sha256">Of the photo's pixels: the same photo in the runs of all experiments.</param>
/// <param name="Upload">As a person named it.</param>
/// <param name="Actual">Index of the true class.</param>
/// <param name="Logits">One for each class; softmax(logits / temperature) are its probabilities.</param>
public sealed record PhotoPrediction(string Sha256, string Upload, int Actual, IReadOnlyList<float> Logits)
{
    /// <summary>Index of the likeliest class.</summary>
    public int Predicted()
    {
        int best = 0;
        for (int k = 1; k < Logits.Count; k++)
            if (Logits[k] > Logits[best]) best = k;
        return best;
    }

    /// <summary>Probability of the likeliest class.</summary>
    public double Confidence(double temperature) => Softmax.Of(Logits, temperature).Max();
}

/// <summary>A finished network's answers for the validation photos, <c>models/{jobId}/predictions.json</c>.</summary>
public sealed record ValidationPredictions
{
    public int SchemaVersion { get; init; } = 1;

    public required string JobId { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>As in the model card.</summary>
    public required double Temperature { get; init; }

    public required IReadOnlyList<PhotoPrediction> Photos { get; init; }

    /// <summary>Wrong answers, the most confident first.</summary>
    public IEnumerable<PhotoPrediction> Mistakes() => Photos
        .Where(photo => photo.Predicted() != photo.Actual)
        .OrderByDescending(photo => photo.Confidence(Temperature)).ThenBy(photo => photo.Sha256, StringComparer.Ordinal);
}
