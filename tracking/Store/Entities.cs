using ImageClassifier.Tracking.Database;

namespace ImageClassifier.Tracking.Store;

// What is stored, in the shape in which MLflow's REST API shows it: times in milliseconds since 1970, empty lists left out.
internal sealed record KeyValue(string Key, string? Value);

internal sealed record Metric(string Key, double Value, long Timestamp, long Step)
{
    /// <summary>The logged model that was measured, if it was one.</summary>
    public string? ModelId { get; init; }

    public string? DatasetName { get; init; }

    public string? DatasetDigest { get; init; }

    public string? RunId { get; init; }
}

internal sealed record Experiment(
    string ExperimentId, string Name, string? ArtifactLocation, string LifecycleStage, long? CreationTime, long? LastUpdateTime)
{
    public string Workspace { get; } = Schema.Workspace;

    public IReadOnlyList<KeyValue>? Tags { get; init; }
}

internal sealed record RunInfo(
    string RunId, string? RunName, string ExperimentId, string? UserId, string Status, long? StartTime, long? EndTime,
    string ArtifactUri, string LifecycleStage)
{
    /// <summary>The id's name in MLflow before 1.0, which old clients read.</summary>
    public string RunUuid => RunId;
}

internal sealed record Dataset(string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile);

internal sealed record DatasetInput(IReadOnlyList<KeyValue>? Tags, Dataset Dataset);

internal sealed record ModelInput(string ModelId);

internal sealed record ModelOutput(string ModelId, long Step);

internal sealed record RunInputs(IReadOnlyList<DatasetInput>? DatasetInputs, IReadOnlyList<ModelInput>? ModelInputs);

internal sealed record RunOutputs(IReadOnlyList<ModelOutput>? ModelOutputs);

internal sealed record DatasetSummary(string ExperimentId, string Name, string Digest, string? Context);

internal sealed record LoggedModelInfo(
    string ModelId, string ExperimentId, string Name, long CreationTimestampMs, long LastUpdatedTimestampMs, string ArtifactUri,
        string Status,
    string? ModelType, string? SourceRunId, string? StatusMessage)
{
    public IReadOnlyList<KeyValue>? Tags { get; init; }
}

internal sealed record LoggedModelData(IReadOnlyList<KeyValue>? Params, IReadOnlyList<Metric>? Metrics);

internal sealed record LoggedModel(LoggedModelInfo Info, LoggedModelData Data);

internal sealed record ModelAlias(string Alias, string Version);

internal sealed record RegisteredModel(string Name, long? CreationTimestamp, long? LastUpdatedTimestamp, string? Description)
{
    public IReadOnlyList<ModelVersion>? LatestVersions { get; init; }

    public IReadOnlyList<KeyValue>? Tags { get; init; }

    public IReadOnlyList<ModelAlias>? Aliases { get; init; }
}

internal sealed record ModelVersion(
    string Name, string Version, long? CreationTimestamp, long? LastUpdatedTimestamp, string? Description, string? UserId,
    string? CurrentStage, string? Source, string? RunId, string? Status, string? StatusMessage, string? RunLink)
{
    public IReadOnlyList<KeyValue>? Tags { get; init; }

    public IReadOnlyList<string>? Aliases { get; init; }
}

/// <summary>Part of a list, and what to send to get the next part.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextPageToken);
