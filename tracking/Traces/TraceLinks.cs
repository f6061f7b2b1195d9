using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Traces;

/// <summary>
/// What traces are linked to: runs other than the one that they were made in, and versions of prompts. As in MLflow with one workspace,
/// neither end has to be there.
/// </summary>
internal static class TraceLinks
{
    public static void ToRun(SqliteSession session, IReadOnlyList<string> traceIds, string runId, long now)
    {
        foreach (string trace in traceIds) Link(session, trace, "run", runId, now);
    }

    /// <param name="session">The database.</param>
    /// <param name="traceId">The trace.</param>
    /// <param name="prompts">Versions of prompts as <c>name/version</c>.</param>
    /// <param name="now">The time of the link.</param>
    public static void ToPrompts(SqliteSession session, string traceId, IReadOnlyList<string> prompts, long now)
    {
        foreach (string prompt in prompts) Link(session, traceId, "prompt_version", prompt, now);
    }

    private static void Link(SqliteSession session, string traceId, string type, string id, long now) =>
        EntityAssociations.Add(session, Guid.NewGuid().ToString("N"), ("trace", traceId), (type, id), now);
}
