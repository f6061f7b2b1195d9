using ImageClassifier.Tracking.Artifacts;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Store;

/// <summary>
/// What a model version may be made from: files of a run (<c>runs:/…</c>, or a URI below the run's artifact URI), a logged model, another
/// version, or files in a cloud's storage. Nothing else, so that no version can point a reader at a file of this machine or at another
/// server. Files in a cloud's storage are named here and never opened.
/// </summary>
/// <param name="Uri">As the client sent it.</param>
/// <param name="StorageLocation">Where the files are.</param>
/// <param name="RunId">The run that made the logged model, if it is one.</param>
internal sealed record ModelSource(string Uri, string StorageLocation, string? RunId = null)
{
    private static readonly string[] Clouds = ["s3://", "gs://", "wasb://", "wasbs://", "abfs://", "abfss://", "hdfs://"];

    /// <exception cref="TrackingException">It is none of these, or what it names does not exist.</exception>
    public static ModelSource Resolve(SqliteSession session, string source, string? runId, string? modelId)
    {
        if (After(source, "models:/") is { } model) return OfModel(session, source, model);
        if (After(source, "runs:/") is { } inRun)
        {
            string[] parts = inRun.Split('/', 2);
            if (runId is not null && parts[0] != runId) throw Refuse(source, $"it is of run {parts[0]}, but run_id is {runId}");
            return new ModelSource(source,
                Below(RunStore.GetInfo(session, parts[0]).ArtifactUri, parts.Length == 2 ? parts[1] : "", source));
        }
        if (Clouds.FirstOrDefault(scheme => source.StartsWith(scheme, StringComparison.Ordinal)) is { } cloud)
        {
            Below(cloud, source[cloud.Length..].TrimEnd('/'), source); // it has one spelling
            return new ModelSource(source, source);
        }
        if (modelId is not null && LoggedModelStore.Get(session, modelId).Info is var info && At(info.ArtifactUri, source) is { } inModel)
            return new ModelSource(source, inModel, info.SourceRunId);
        if (runId is null) throw Refuse(source, "run_id is missing");
        string root = RunStore.GetInfo(session, runId).ArtifactUri;
        return At(root, source) is { } location
            ? new ModelSource(source, location)
            : throw Refuse(source, $"it is not below the run's artifacts at {root}");
    }

    private static ModelSource OfModel(SqliteSession session, string source, string model)
    {
        if (model.StartsWith("m-", StringComparison.Ordinal))
        {
            string[] parts = model.Split('/', 2);
            var info = LoggedModelStore.Get(session, parts[0]).Info;
            return new ModelSource(source, Below(info.ArtifactUri, parts.Length == 2 ? parts[1] : "", source), info.SourceRunId);
        }
        int at = model.IndexOf('@', StringComparison.Ordinal);
        int slash = model.IndexOf('/', StringComparison.Ordinal);
        if (at > 0 && slash < 0)
        {
            var aliased = ModelStore.GetByAlias(session, model[..at], model[(at + 1)..]);
            return new ModelSource(source, ModelVersionStore.DownloadUri(session, aliased.Name, Rules.ParseVersion(aliased.Version)));
        }
        return slash > 0
            ? new ModelSource(source, ModelVersionStore.DownloadUri(session, model[..slash], Rules.ParseVersion(model[(slash + 1)..])))
            : throw Refuse(source, "models:/ is followed by a logged model's id, or by a name and a version");
    }

    // The source when it is the root or below it.
    private static string? At(string root, string source)
    {
        string folder = root.TrimEnd('/');
        return source == folder ? folder : After(source, folder + "/") is { } path ? Below(folder, path, source) : null;
    }

    private static string Below(string root, string path, string source)
    {
        if (path.Length == 0) return root;

        // A URI's percent escapes and its query or fragment would make the path mean something else to another reader.
        if (path.AsSpan().IndexOfAny("%?#") >= 0) throw Refuse(source, "'%', '?' and '#' have no place in it");
        return $"{root.TrimEnd('/')}/{ArtifactPath.Parse(path)}";
    }

    private static string? After(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static TrackingException Refuse(string source, string reason) =>
        TrackingException.Invalid(
            $"Invalid model version source: '{source}': {reason}. It must be in the artifacts of the run that run_id names or of the "
            + $"logged model that model_id names, be models:/…, or be in a cloud's storage ({string.Join(", ", Clouds)}).");
}
