using System.Buffers;
using System.Text.RegularExpressions;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Store;

/// <summary>
/// What names and values may be (<c>mlflow/utils/validation.py</c>). Lengths count Unicode code points.
/// </summary>
internal static partial class Rules
{
    public const int MetricsPerBatch = 1000;
    public const int ParametersPerBatch = 100;
    public const int TagsPerBatch = 100;
    public const int EntitiesPerBatch = 1000;
    public const int BatchBytes = 1_000_000;

    private const int KeyLength = 250;
    private const int ParameterLength = 6000;
    private const int TagLength = 8000;
    private const int ExperimentNameLength = 500;
    private const int ModelNameLength = 256;
    private const int RunNameLength = 250;
    private const int SourceLength = 500;
    private const int DescriptionLength = 5000;
    private const int AliasLength = 255;
    private const int ExperimentTagLength = 65_535;
    private const int ModelTagLength = 100_000;
    private const int DatasetNameLength = 500;
    private const int DatasetDigestLength = 36;
    private const int DatasetSourceLength = 65_535;
    private const int DatasetSchemaLength = 1_048_575;
    private const int DatasetProfileLength = 16_777_215;
    private const int EvaluationDatasetNameLength = 255;
    private const int EvaluationDatasetTagKeyLength = 255;
    private const int EvaluationDatasetTagLength = 5000;
    private const int InputTagKeyLength = 255;
    private const int InputTagLength = 500;

    private static readonly SearchValues<char> NotInLoggedModelNames = SearchValues.Create("/:.%\"'");
    private static readonly string[] Stages = ["None", "Staging", "Production", "Archived"];

    public static void CheckMetrics(IReadOnlyList<Metric> metrics)
    {
        // A batch is many points of few metrics.
        var checkedKeys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            if (checkedKeys.Add(metric.Key)) CheckKey("metric", metric.Key);
            if (metric.Timestamp < 0)
                throw TrackingException.Invalid(
                    $"Got invalid timestamp {metric.Timestamp} for metric '{metric.Key}'. It must not be negative.");
        }
    }

    /// <summary>The parameter as it is stored: a value that is too long is cut, as in MLflow.</summary>
    public static KeyValue CheckParameter(KeyValue parameter)
    {
        CheckKey("parameter", parameter.Key);
        return parameter with { Value = Cut(parameter.Value, ParameterLength) };
    }

    /// <summary>The tag as it is stored: a value that is too long is cut, as in MLflow.</summary>
    public static KeyValue CheckTag(KeyValue tag)
    {
        CheckKey("tag", tag.Key);
        return tag with { Value = Cut(tag.Value, TagLength) };
    }

    public static IReadOnlyList<KeyValue> CheckTags(IReadOnlyList<KeyValue> tags) => [.. tags.Select(CheckTag)];

    /// <summary>A tag that would lose its meaning if it were cut.</summary>
    public static void CheckWholeTag(KeyValue tag) => CheckLength($"Tag '{tag.Key}'", tag.Value, TagLength);

    public static void CheckExperimentTag(KeyValue tag)
    {
        CheckKey("tag", tag.Key);
        CheckLength($"Tag '{tag.Key}'", tag.Value, ExperimentTagLength);
    }

    /// <summary>The tag of a registered model or of a version.</summary>
    public static void CheckModelTag(KeyValue tag)
    {
        CheckKey("tag", tag.Key);
        CheckLength($"Tag '{tag.Key}'", tag.Value, ModelTagLength);
    }

    public static void CheckDataset(DatasetInput input)
    {
        CheckLength("Dataset name", input.Dataset.Name, DatasetNameLength);
        CheckLength("Dataset digest", input.Dataset.Digest, DatasetDigestLength);
        CheckLength("Dataset source", input.Dataset.Source, DatasetSourceLength);
        CheckLength("Dataset schema", input.Dataset.Schema, DatasetSchemaLength);
        CheckLength("Dataset profile", input.Dataset.Profile, DatasetProfileLength);
        foreach (var tag in input.Tags ?? [])
        {
            CheckLength("Input tag key", tag.Key, InputTagKeyLength);
            CheckLength($"Input tag '{tag.Key}'", tag.Value, InputTagLength);
        }
    }

    public static void CheckLoggedModelName(string? name)
    {
        CheckLength("Logged model name", name, DatasetNameLength);
        if (name is not null && name.AsSpan().ContainsAny(NotInLoggedModelNames))
            throw TrackingException.Invalid($"Invalid model name: '{name}'. It must not contain / : . % \" or '.");
    }

    /// <summary>A stage in MLflow's spelling.</summary>
    /// <exception cref="TrackingException">There is no such stage.</exception>
    public static string Stage(string stage) =>
        Stages.FirstOrDefault(known => known.Equals(stage, StringComparison.OrdinalIgnoreCase))
        ?? throw TrackingException.Invalid($"Invalid Model Version stage: {stage}. Value must be one of {string.Join(", ", Stages)}.");

    /// <summary>The number of a version.</summary>
    public static long ParseVersion(string version) =>
        int.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number)
            ? number
            : throw TrackingException.Invalid($"Model version must be an integer, got '{version}'.");

    public static void CheckExperimentName(string name) => CheckLength("Experiment name", name, ExperimentNameLength);

    public static void CheckEvaluationDatasetName(string name) =>
        CheckLength("Evaluation dataset name", name, EvaluationDatasetNameLength);

    public static KeyValue CheckEvaluationDatasetTag(KeyValue tag)
    {
        if (tag.Key.Length == 0) throw TrackingException.Invalid("The key of a tag must not be empty.");
        CheckLength($"The key of tag '{tag.Key}'", tag.Key, EvaluationDatasetTagKeyLength);
        CheckLength($"Tag '{tag.Key}'", tag.Value, EvaluationDatasetTagLength);
        return tag;
    }

    public static void CheckRunName(string? name) => CheckLength("Run name", name, RunNameLength);

    public static void CheckModelName(string name)
    {
        CheckLength("Registered model name", name, ModelNameLength);
        if (name.AsSpan().IndexOfAny("/:") >= 0)
            throw TrackingException.Invalid($"Invalid model name: '{name}'. It must not contain a slash or a colon.");
    }

    public static void CheckSource(string? source) => CheckLength("Model version source", source, SourceLength);

    public static void CheckDescription(string? description) => CheckLength("Description", description, DescriptionLength);

    public static void CheckAlias(string alias)
    {
        CheckLength("Registered model alias name", alias, AliasLength);
        if (!AliasPattern().IsMatch(alias))
            throw TrackingException.Invalid(
                $"Invalid alias name: '{alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
        if (alias.Equals("latest", StringComparison.OrdinalIgnoreCase) || VersionPattern().IsMatch(alias))
            throw TrackingException.Invalid($"Alias name '{alias}' is reserved.");
    }

    private static void CheckKey(string what, string key)
    {
        if (!KeyPattern().IsMatch(key))
        {
            throw TrackingException.Invalid(
                $"Invalid {what} name: '{key}'. Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), "
                + "spaces ( ), colons (:) and slashes (/).");
        }

        // Names may become files elsewhere: each must be the one spelling of its path.
        if (key.Split('/').Any(part => part is "" or "." or ".."))
            throw TrackingException.Invalid($"Invalid {what} name: '{key}'. It must not have an empty, '.' or '..' part.");
        CheckLength($"The key of {what} '{key}'", key, KeyLength);
    }

    private static string? Cut(string? value, int limit)
    {
        if (value is null || value.Length <= limit) return value;
        int characters = 0, length = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (++characters > limit) break;
            length += rune.Utf16SequenceLength;
        }
        return value[..length];
    }

    private static void CheckLength(string what, string? value, int limit)
    {
        int length = 0;
        foreach (var _ in (value ?? "").EnumerateRunes()) length++;
        if (length > limit) throw TrackingException.Invalid($"{what} had length {length}, which exceeded length limit of {limit}.");
    }

    [GeneratedRegex(@"\A[/\w.\- :]+\z")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"\A[\w\-]+\z")]
    private static partial Regex AliasPattern();

    [GeneratedRegex(@"\A[vV]\d+\z")]
    private static partial Regex VersionPattern();
}
