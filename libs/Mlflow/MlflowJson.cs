using System.Text.Json.Serialization;

namespace ImageClassifier.Mlflow;

// The messages of MLflow's REST API 2.0 as they are on the wire (mlflow/protos/service.proto and model_registry.proto).
// Numbers may come as text (Protobuf's JSON does that to int64), and NaN and the infinities always do.
// A field without a default must be there, or the answer is not MLflow's.
internal sealed record WireKeyValue(string Key, string? Value = null);
internal sealed record WireMetric(
    string Key, double Value = 0, long Timestamp = 0, long Step = 0,
    string? ModelId = null, string? DatasetName = null, string? DatasetDigest = null);
internal sealed record WireName(string Name);
internal sealed record WireLogBatch(
    string RunId, IReadOnlyList<WireMetric> Metrics, IReadOnlyList<WireKeyValue> Params, IReadOnlyList<WireKeyValue> Tags);
internal sealed record WireSetTag(string RunId, string Key, string Value);
internal sealed record WireError(string? ErrorCode = null, string? Message = null);

internal sealed record WireExperiment(string ExperimentId, string? LifecycleStage = null, string? ArtifactLocation = null);
internal sealed record WireExperimentAnswer(WireExperiment? Experiment = null, string? ExperimentId = null);

internal sealed record WireCreateRun(
    string ExperimentId, string? UserId, string RunName, long StartTime, IReadOnlyList<WireKeyValue> Tags);
internal sealed record WireDataset(string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile);
internal sealed record WireDatasetInput(IReadOnlyList<WireKeyValue> Tags, WireDataset Dataset);
internal sealed record WireLogInputs(string RunId, IReadOnlyList<WireDatasetInput> Datasets);
internal sealed record WireModelOutput(string ModelId, long Step);
internal sealed record WireLogOutputs(string RunId, IReadOnlyList<WireModelOutput> Models);
internal sealed record WireUpdateRun(string RunId, string Status, long? EndTime);
internal sealed record WireRunInfo(
    string RunId, string ExperimentId, string? RunName = null, string? Status = null, long StartTime = 0, long? EndTime = null,
    string? ArtifactUri = null, string? LifecycleStage = null);
internal sealed record WireRunData(
    IReadOnlyList<WireMetric>? Metrics = null, IReadOnlyList<WireKeyValue>? Params = null, IReadOnlyList<WireKeyValue>? Tags = null);
internal sealed record WireRunOutputs(IReadOnlyList<WireModelOutput>? ModelOutputs = null);
internal sealed record WireRun(WireRunInfo Info, WireRunData? Data = null, WireRunOutputs? Outputs = null);
internal sealed record WireRunAnswer(WireRun Run);
internal sealed record WireSearchRuns(
    IReadOnlyList<string> ExperimentIds, string? Filter, IReadOnlyList<string> OrderBy, int MaxResults, string? PageToken);
internal sealed record WireRuns(IReadOnlyList<WireRun>? Runs = null, string? NextPageToken = null);
internal sealed record WireMetrics(IReadOnlyList<WireMetric>? Metrics = null, string? NextPageToken = null);

internal sealed record WireFile(string Path, bool IsDir = false, long? FileSize = null);
internal sealed record WireFiles(IReadOnlyList<WireFile>? Files = null, string? NextPageToken = null);

internal sealed record WireCreateLoggedModel(
    string ExperimentId, string Name, string ModelType, string SourceRunId, IReadOnlyList<WireKeyValue> Tags);
internal sealed record WireLoggedModelInfo(
    string ModelId, string ExperimentId, string? Name = null, string? ArtifactUri = null, string? Status = null, string? SourceRunId = null,
    IReadOnlyList<WireKeyValue>? Tags = null);
internal sealed record WireLoggedModelData(IReadOnlyList<WireMetric>? Metrics = null);
internal sealed record WireLoggedModel(WireLoggedModelInfo Info, WireLoggedModelData? Data = null);
internal sealed record WireLoggedModelAnswer(WireLoggedModel Model);
internal sealed record WireSearchLoggedModels(IReadOnlyList<string> ExperimentIds, string Filter);
internal sealed record WireLoggedModels(IReadOnlyList<WireLoggedModel>? Models = null, string? NextPageToken = null);
internal sealed record WireFinishLoggedModel(string ModelId, string Status);

internal sealed record WireCreateModelVersion(
    string Name, string Source, string RunId, string? ModelId, IReadOnlyList<WireKeyValue> Tags);
internal sealed record WireModelVersion(
    string Name, string Version, string? Source = null, string? RunId = null, string? ModelId = null, string? Status = null,
        long CreationTimestamp = 0,
    IReadOnlyList<WireKeyValue>? Tags = null, IReadOnlyList<string>? Aliases = null);
internal sealed record WireModelVersionAnswer(WireModelVersion ModelVersion);
internal sealed record WireModelVersions(IReadOnlyList<WireModelVersion>? ModelVersions = null, string? NextPageToken = null);
internal sealed record WireAlias(string Name, string Alias, string Version);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
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
[JsonSerializable(typeof(WireLogInputs))]
[JsonSerializable(typeof(WireLogOutputs))]
[JsonSerializable(typeof(WireCreateLoggedModel))]
[JsonSerializable(typeof(WireLoggedModelAnswer))]
[JsonSerializable(typeof(WireSearchLoggedModels))]
[JsonSerializable(typeof(WireLoggedModels))]
[JsonSerializable(typeof(WireFinishLoggedModel))]
internal sealed partial class MlflowJson : JsonSerializerContext;
