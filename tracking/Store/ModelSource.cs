using ImageClassifier.Tracking.Artifacts;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Store;

/// <summary>
/// What a model version may be made from: files of a run (<c>runs:/…</c>, or a URI below the run's artifact URI), a logged model, or
/// another version. Nothing else, so that no version can point a reader at a file of this machine or at another server.
/// </summary>
/// <param name="Uri">As the client sent it.</param>
/// <param name="StorageLocation">Where the files are.</param>
internal sealed record ModelSource(string Uri, string StorageLocation)
{
    /// <exception cref="TrackingException">It is none of these, or what it names does not exist.</exception>
    public static ModelSource Resolve(SqliteSession session, string source, string? runId)
    {
        if (After(source, "models:/") is { } model) return new ModelSource(source, OfModel(session, source, model));
        if (After(source, "runs:/") is { } inRun)
        {
            string[] parts = inRun.Split('/', 2);
            if (runId is not null && parts[0] != runId) throw Refuse(source, $"it is of run {parts[0]}, but run_id is {runId}");
            return new ModelSource(source,
                Below(RunStore.GetInfo(session, parts[0]).ArtifactUri, parts.Length == 2 ? parts[1] : "", source));
        }
        if (runId is null) throw Refuse(source, "run_id is missing");
        string root = RunStore.GetInfo(session, runId).ArtifactUri.TrimEnd('/');
        return source == root ? new ModelSource(source, root)
            : After(source, root + "/") is { } path ? new ModelSource(source, Below(root, path, source))
            : throw Refuse(source, $"it is not below the run's artifacts at {root}");
    }

    private static string OfModel(SqliteSession session, string source, string model)
    {
        if (model.StartsWith("m-", StringComparison.Ordinal))
        {
            string[] parts = model.Split('/', 2);
            return Below(LoggedModelStore.Get(session, parts[0]).Info.ArtifactUri, parts.Length == 2 ? parts[1] : "", source);
        }
        int at = model.IndexOf('@', StringComparison.Ordinal);
        int slash = model.IndexOf('/', StringComparison.Ordinal);
        if (at > 0 && slash < 0)
        {
            var aliased = ModelStore.GetByAlias(session, model[..at], model[(at + 1)..]);
            return ModelVersionStore.DownloadUri(session, aliased.Name, Rules.ParseVersion(aliased.Version));
        }
        return slash > 0
            ? ModelVersionStore.DownloadUri(session, model[..slash], Rules.ParseVersion(model[(slash + 1)..]))
            : throw Refuse(source, "models:/ is followed by a logged model's id, or by a name and a version");
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
            $"Invalid model version source: '{source}': {reason}. It must be in the artifacts of the run that run_id names, or be "
                + $"models:/…");
}
