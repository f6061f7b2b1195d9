using System.Text.Json;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Worker.Training;

namespace ImageClassifier.Worker.Jobs;

/// <summary>All that a job leaves behind.</summary>
/// <param name="Result">Its numbers.</param>
/// <param name="Weights">Content of <c>model.safetensors</c>.</param>
/// <param name="Card">Content of <c>model.json</c>.</param>
/// <param name="Predictions">Content of <c>predictions.json</c>.</param>
internal sealed record FinishedModel(TrainingResult Result, byte[] Weights, ModelCard Card, ValidationPredictions Predictions)
{
    /// <summary>Content of <c>mistakes.json</c>, once somebody looked at them.</summary>
    public MistakeGallery? Mistakes { get; init; }

    public static FinishedModel Of(TrainingJob job, Manifest manifest, TrainedModel model)
    {
        byte[] weights = model.Weights.ToBytes();
        return new FinishedModel(model.Result, weights, ModelCards.Create(job, manifest.Normalization, model.Result, weights),
            Training.Results.Predictions.Of(model.Result, manifest.For(job.Fold).Validation, model.Validation));
    }

    /// <summary>A record as the bytes of its file.</summary>
    public static byte[] Json<T>(T record) => JsonSerializer.SerializeToUtf8Bytes(record, CoreJson.Indented);
}
