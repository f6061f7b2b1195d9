using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Worker.Training.Results;

/// <summary>Names the photos of an evaluation.</summary>
internal static class Predictions
{
    /// <param name="result">Of the same training.</param>
    /// <param name="items">The validation photos in the order in which they were evaluated.</param>
    /// <param name="validation">What the network made of them.</param>
    /// <exception cref="ArgumentException">These are other photos.</exception>
    public static ValidationPredictions Of(TrainingResult result, IReadOnlyList<ManifestItem> items, Evaluation validation)
    {
        if (items.Count != validation.Actual.Count || items.Where((item, i) => item.Label != result.Classes[validation.Actual[i]]).Any())
            throw new ArgumentException($"{items.Count} photos are not the {validation.Actual.Count} that were evaluated", nameof(items));
        return new ValidationPredictions
        {
            JobId = result.JobId,
            Classes = result.Classes,
            Temperature = result.Temperature,
            Photos =
                [.. items.Select((item, i) => new PhotoPrediction(item.Sha256, item.Upload, validation.Actual[i], validation.Logits[i]))],
        };
    }
}
