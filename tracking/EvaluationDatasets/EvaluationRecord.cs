using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.EvaluationDatasets;

/// <summary>One record as a client sends it. What is absent stays as it is when the record is there already.</summary>
internal sealed record EvaluationRecord(
    JsonObject Inputs, bool HasOutputs, JsonNode? Outputs, JsonObject? Expectations, JsonObject? Tags, JsonObject? Source)
{
    private static readonly string[] SourceTypes = ["SOURCE_TYPE_UNSPECIFIED", "TRACE", "HUMAN", "DOCUMENT", "CODE"];

    /// <summary>What the inputs are recognized by: records with the same inputs are one.</summary>
    public string InputHash { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(PythonJson.Of(Inputs, sortKeys: true))));

    public string? User => SentJson.Text(Tags, "mlflow.user");

    public string? SourceType => SentJson.Text(Source, "source_type");

    public string? SourceId =>
        SentJson.Text(Source?["source_data"] as JsonObject, SourceType == "TRACE" ? "trace_id" : "source_id");

    /// <exception cref="TrackingException">A field is not of its form.</exception>
    public static EvaluationRecord Parse(JsonObject fields)
    {
        var inputs = SentJson.Object(fields, "inputs")
            ?? throw TrackingException.Invalid("Each record must have an 'inputs' field, which is an object.");
        return new EvaluationRecord(
            inputs, fields.ContainsKey("outputs"), fields["outputs"], SentJson.Object(fields, "expectations"),
            SentJson.Object(fields, "tags"), SentJson.Object(fields, "source") is { } source ? ParseSource(source) : null);
    }

    private static JsonObject ParseSource(JsonObject source)
    {
        string type = SentJson.Text(source, "source_type")?.ToUpperInvariant() ?? "";
        if (!SourceTypes.Contains(type))
        {
            throw TrackingException.Invalid(
                $"Invalid dataset record source type: '{SentJson.Text(source, "source_type")}'. Valid source types: "
                + string.Join(", ", SourceTypes));
        }
        return new JsonObject
        {
            ["source_type"] = type,
            ["source_data"] = SentJson.Object(source, "source_data")?.DeepClone() ?? new JsonObject(),
        };
    }
}
