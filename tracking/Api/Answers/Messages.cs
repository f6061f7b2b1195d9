using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api.Answers;

// The answers of MLflow's REST API 2.0 (mlflow/protos/service.proto, model_registry.proto, mlflow_artifacts.proto).
internal sealed record EmptyAnswer;
internal sealed record ErrorAnswer(string ErrorCode, string Message, string? Sqlstate, string? ErrorClass);
internal sealed record ExperimentIdAnswer(string ExperimentId);
internal sealed record ExperimentAnswer(Experiment Experiment);
internal sealed record ExperimentsAnswer(IReadOnlyList<Experiment>? Experiments, string? NextPageToken);
internal sealed record RunInfoAnswer(RunInfo RunInfo);
internal sealed record FileAnswer(string Path, bool IsDir, long? FileSize);
internal sealed record FilesAnswer(string? RootUri, IReadOnlyList<FileAnswer>? Files);
internal sealed record RegisteredModelAnswer(RegisteredModel RegisteredModel);
internal sealed record RegisteredModelsAnswer(IReadOnlyList<RegisteredModel>? RegisteredModels, string? NextPageToken);
internal sealed record ModelVersionAnswer(ModelVersion ModelVersion);
internal sealed record ModelVersionsAnswer(IReadOnlyList<ModelVersion>? ModelVersions, string? NextPageToken);
internal sealed record ArtifactUriAnswer(string? ArtifactUri);
internal sealed record LoggedModelAnswer(LoggedModel Model);
internal sealed record LoggedModelsAnswer(IReadOnlyList<LoggedModel>? Models, string? NextPageToken);
internal sealed record DatasetSummariesAnswer(IReadOnlyList<DatasetSummary>? DatasetSummaries);

/// <summary>What the server can do, in the words of MLflow's own.</summary>
internal sealed record ServerInfoAnswer(
    string StoreType, bool WorkspacesEnabled, bool TraceArchivalEnabled, bool MultipartUploadsEnabled, bool MultipartDownloadsEnabled,
    bool PresignedUploadRunIdSupported, bool PresignedUploadModelIdSupported, FeaturesAnswer FeaturesEnabled);

internal sealed record FeaturesAnswer(bool Gateway);
internal sealed record UploadAnswer(string UploadId, IReadOnlyList<UploadCredential> Credentials);
internal sealed record UploadCredential(string Url, int PartNumber, IReadOnlyDictionary<string, string> Headers);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(EmptyAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(ExperimentIdAnswer))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(ExperimentsAnswer))]
[JsonSerializable(typeof(RunInfoAnswer))]
[JsonSerializable(typeof(RunInputs))]
[JsonSerializable(typeof(RunOutputs))]
[JsonSerializable(typeof(LoggedModelAnswer))]
[JsonSerializable(typeof(LoggedModelsAnswer))]
[JsonSerializable(typeof(DatasetSummariesAnswer))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ServerInfoAnswer))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(FilesAnswer))]
[JsonSerializable(typeof(RegisteredModelAnswer))]
[JsonSerializable(typeof(RegisteredModelsAnswer))]
[JsonSerializable(typeof(ModelVersionAnswer))]
[JsonSerializable(typeof(ModelVersionsAnswer))]
[JsonSerializable(typeof(ArtifactUriAnswer))]
internal sealed partial class MessagesJson : JsonSerializerContext;
