using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageClassifier.Core.Tracking;

// The messages of MLflow's REST API 2.0 as they are on the wire (mlflow/protos/service.proto and model_registry.proto).
// Numbers may come as text (Protobuf's JSON does that to int64), and NaN and the infinities always do.
internal sealed record WireKeyValue(string Key, string? Value);
internal sealed record WireMetric(string Key, double Value, long Timestamp, long Step);
internal sealed record WireName(string Name);
internal sealed record WireLogBatch(
    string RunId, IReadOnlyList<WireMetric> Metrics, IReadOnlyList<WireKeyValue> Params, IReadOnlyList<WireKeyValue> Tags);
internal sealed record WireSetTag(string RunId, string Key, string Value);
internal sealed record WireError(string? ErrorCode, string? Message);

internal sealed record WireExperiment(string ExperimentId, string? Name, string? LifecycleStage);
internal sealed record WireExperimentAnswer(WireExperiment? Experiment, string? ExperimentId);

internal sealed record WireCreateRun(string ExperimentId, string RunName, long StartTime, IReadOnlyList<WireKeyValue> Tags);
internal sealed record WireUpdateRun(string RunId, string Status, long? EndTime);
internal sealed record WireRunInfo(
    string? RunId, string? RunUuid, string? RunName, string? ExperimentId, string? Status,
    long StartTime, long? EndTime, string? ArtifactUri, string? LifecycleStage);
internal sealed record WireRunData(
    IReadOnlyList<WireMetric>? Metrics, IReadOnlyList<WireKeyValue>? Params, IReadOnlyList<WireKeyValue>? Tags);
internal sealed record WireRun(WireRunInfo Info, WireRunData? Data);
internal sealed record WireRunAnswer(WireRun Run);
internal sealed record WireSearchRuns(
    IReadOnlyList<string> ExperimentIds, string? Filter, IReadOnlyList<string> OrderBy, int MaxResults, string? PageToken);
internal sealed record WireRuns(IReadOnlyList<WireRun>? Runs, string? NextPageToken);
internal sealed record WireMetrics(IReadOnlyList<WireMetric>? Metrics, string? NextPageToken);

internal sealed record WireFile(string Path, bool IsDir, long? FileSize);
internal sealed record WireFiles(IReadOnlyList<WireFile>? Files, string? NextPageToken);

internal sealed record WireCreateModelVersion(string Name, string Source, string RunId, IReadOnlyList<WireKeyValue> Tags);
internal sealed record WireModelVersion(
    string Name, string Version, string? Source, string? RunId, string? Status, long CreationTimestamp,
    IReadOnlyList<WireKeyValue>? Tags, IReadOnlyList<string>? Aliases);
internal sealed record WireModelVersionAnswer(WireModelVersion ModelVersion);
internal sealed record WireModelVersions(IReadOnlyList<WireModelVersion>? ModelVersions, string? NextPageToken);
internal sealed record WireAlias(string Name, string Alias, string Version);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(WireName))]
[JsonSerializable(typeof(WireLogBatch))]
[JsonSerializable(typeof(WireSetTag))]
[JsonSerializable(typeof(WireError))]
[JsonSerializable(typeof(WireKeyValue))]
[JsonSerializable(typeof(WireMetric))]
[JsonSerializable(typeof(WireExperimentAnswer))]
[JsonSerializable(typeof(WireCreateRun))]
[JsonSerializable(typeof(WireUpdateRun))]
[JsonSerializable(typeof(WireRunAnswer))]
[JsonSerializable(typeof(WireSearchRuns))]
[JsonSerializable(typeof(WireRuns))]
[JsonSerializable(typeof(WireMetrics))]
[JsonSerializable(typeof(WireFiles))]
[JsonSerializable(typeof(WireCreateModelVersion))]
[JsonSerializable(typeof(WireModelVersionAnswer))]
[JsonSerializable(typeof(WireModelVersions))]
[JsonSerializable(typeof(WireAlias))]
internal sealed partial class MlflowJson : JsonSerializerContext;
