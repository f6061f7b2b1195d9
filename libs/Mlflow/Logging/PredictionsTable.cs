using System.Text.Json;
using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Mlflow.Logging;

/// <summary>A network's answers for the validation photos as a table of MLflow's page, in pandas' form <c>split</c>.</summary>
internal static class PredictionsTable
{
    public const string Path = "validation_predictions.json";

    // MLflow's page reads a table whole.
    private const int MostRows = 5000;

    /// <summary>The tag that makes the page show it.</summary>
    public static readonly KeyValuePair<string, string> Tag =
        new(MlflowTags.LoggedArtifacts, JsonSerializer.Serialize(new[] { new { path = Path, type = "table" } }));

    /// <summary>Wrong answers first, the most confident on top.</summary>
    public static byte[] Of(ValidationPredictions predictions)
    {
        object[][] rows =
        [
            .. predictions.Photos
                .OrderBy(photo => photo.Predicted() == photo.Actual).ThenByDescending(photo => photo.Confidence(predictions.Temperature))
                .Take(MostRows)
                .Select(photo => new object[]
                {
                    photo.Upload, predictions.Classes[photo.Actual], predictions.Classes[photo.Predicted()],
                    Math.Round(photo.Confidence(predictions.Temperature), 4), photo.Predicted() == photo.Actual,
                }),
        ];
        return JsonSerializer.SerializeToUtf8Bytes(
            new { columns = (string[])["photo", "label", "predicted", "confidence", "correct"], data = rows });
    }
}
