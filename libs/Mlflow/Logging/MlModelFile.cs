using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ImageClassifier.Mlflow.Logging;

/// <summary>The file <c>MLmodel</c> by which MLflow's clients know a folder for a model (<c>mlflow/models/model.py</c>).</summary>
internal static class MlModelFile
{
    public const string Name = "MLmodel";

    /// <summary>Our own flavor: MLflow's clients show, register and download it; what answers with it is this project.</summary>
    public const string Flavor = "imageclassifier";

    // The release whose format it is.
    private const string MlflowVersion = "3.17.2";

    private static readonly string Inputs = JsonSerializer.Serialize(new[] { new { type = "binary", name = "photo", required = true } });

    private static readonly string Outputs = JsonSerializer.Serialize(new[]
    {
        new { type = "string", name = "label", required = true }, new { type = "double", name = "probability", required = true },
    });

    /// <summary>The flavor's files by what they are.</summary>
    /// <param name="model">Whose it is.</param>
    /// <param name="runId">The run that made it.</param>
    /// <param name="files">Paths beside it: <c>weights</c>, <c>card</c>.</param>
    /// <param name="created">When the model was trained.</param>
    public static string Of(MlflowLoggedModel model, string runId, IReadOnlyDictionary<string, string> files, DateTimeOffset created)
    {
        var yaml = new StringBuilder();
        // YAML takes JSON's strings as they are.
        void Line(string key, string value, int indent = 0) => yaml.Append(' ', indent).Append(key).Append(": ").Append(value).Append('\n');
        Line("artifact_path", Quoted(model.ArtifactUri));
        yaml.Append("flavors:\n  ").Append(Flavor).Append(":\n");
        foreach ((string part, string path) in files) Line(part, Quoted(path), indent: 4);
        Line("version", Quoted("1"), indent: 4);
        Line("mlflow_version", MlflowVersion);
        Line("model_id", model.ModelId);
        Line("model_uuid", model.ModelId);
        Line("run_id", runId);
        yaml.Append("signature:\n");
        Line("inputs", Quoted(Inputs), indent: 2);
        Line("outputs", Quoted(Outputs), indent: 2);
        Line("params", "null", indent: 2);
        Line("utc_time_created", Quoted(created.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)));
        return yaml.ToString();
    }

    // YAML's double-quoted strings know JSON's escapes.
    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
