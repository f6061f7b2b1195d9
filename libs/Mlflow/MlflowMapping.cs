namespace ImageClassifier.Mlflow;

/// <summary>From the wire's milliseconds and nullable fields to records that cannot be wrong.</summary>
internal static class MlflowMapping
{
    // Ids of logged models begin with "m-"; models:/NAME/VERSION is a registered one.
    private const string LoggedModelSource = "models:/m-";

    public static MlflowRun ToRun(this WireRun run)
    {
        var tags = ToDictionary(run.Data?.Tags);
        string? name = string.IsNullOrEmpty(run.Info.RunName) ? tags.GetValueOrDefault("mlflow.runName") : run.Info.RunName;
        return new MlflowRun
        {
            RunId = run.Info.RunId,
            ExperimentId = run.Info.ExperimentId,
            Name = name ?? "",
            Status = ParseStatus(run.Info.Status),
            StartTime = Time(run.Info.StartTime),
            EndTime = run.Info.EndTime is > 0 and var end ? Time(end) : null,
            ArtifactUri = run.Info.ArtifactUri ?? "",
            LifecycleStage = run.Info.LifecycleStage ?? "active",
            Parameters = ToDictionary(run.Data?.Params),
            Metrics = ToMetrics(run.Data?.Metrics),
            Tags = tags,
            ModelIds = [.. (run.Outputs?.ModelOutputs ?? []).Select(output => output.ModelId)],
        };
    }

    public static MlflowLoggedModel ToLoggedModel(this WireLoggedModel model) => new()
    {
        ModelId = model.Info.ModelId,
        ExperimentId = model.Info.ExperimentId,
        Name = model.Info.Name ?? "",
        ArtifactUri = model.Info.ArtifactUri ?? "",
        IsReady = model.Info.Status == MlflowLoggedModel.Ready,
        SourceRunId = string.IsNullOrEmpty(model.Info.SourceRunId) ? null : model.Info.SourceRunId,
        Tags = ToDictionary(model.Info.Tags),
        HasMetrics = model.Data?.Metrics is { Count: > 0 },
    };

    public static MlflowMetric ToMetric(this WireMetric metric) => new(metric.Key, metric.Value, Time(metric.Timestamp), metric.Step);

    public static MlflowModelVersion ToModelVersion(this WireModelVersion version) => new()
    {
        Name = version.Name,
        Version = version.Version,
        Source = version.Source ?? "",
        RunId = string.IsNullOrEmpty(version.RunId) ? null : version.RunId,
        ModelId = string.IsNullOrEmpty(version.ModelId) ? LoggedModelOf(version.Source) : version.ModelId,
        Status = version.Status ?? "READY",
        CreationTime = Time(version.CreationTimestamp),
        Tags = ToDictionary(version.Tags),
        Aliases = version.Aliases ?? [],
    };

    // MLflow's server takes a version's model_id and does not give it back; the source says it.
    private static string? LoggedModelOf(string? source) =>
        source?.StartsWith(LoggedModelSource, StringComparison.Ordinal) == true && !source[LoggedModelSource.Length..].Contains('/')
            ? source[(LoggedModelSource.Length - 2)..]
            : null;

    public static string ToWire(this MlflowRunStatus status) => status switch
    {
        MlflowRunStatus.Running => "RUNNING",
        MlflowRunStatus.Scheduled => "SCHEDULED",
        MlflowRunStatus.Finished => "FINISHED",
        MlflowRunStatus.Failed => "FAILED",
        MlflowRunStatus.Killed => "KILLED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a run status."),
    };

    public static IReadOnlyList<WireKeyValue> ToWire(this IReadOnlyDictionary<string, string> entries) =>
        [.. entries.Select(entry => new WireKeyValue(entry.Key, entry.Value))];

    private static MlflowRunStatus ParseStatus(string? status) => status switch
    {
        "RUNNING" or null => MlflowRunStatus.Running,
        "SCHEDULED" => MlflowRunStatus.Scheduled,
        "FINISHED" => MlflowRunStatus.Finished,
        "FAILED" => MlflowRunStatus.Failed,
        "KILLED" => MlflowRunStatus.Killed,
        _ => throw new MlflowException("MALFORMED_RESPONSE", 0,
            $"The server answers with the run status '{status}', which MLflow does not have."),
    };

    private static Dictionary<string, string> ToDictionary(IReadOnlyList<WireKeyValue>? entries)
    {
        var values = new Dictionary<string, string>();
        foreach (var entry in entries ?? []) values[entry.Key] = entry.Value ?? "";
        return values;
    }

    private static Dictionary<string, double> ToMetrics(IReadOnlyList<WireMetric>? entries)
    {
        var values = new Dictionary<string, double>();
        foreach (var entry in entries ?? []) values[entry.Key] = entry.Value;
        return values;
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
