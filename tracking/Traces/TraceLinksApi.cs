using ImageClassifier.Tracking.Api;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Traces;

/// <summary><c>traces/link-to-run</c> and <c>traces/link-prompts</c>.</summary>
internal sealed class TraceLinksApi(TrackingDatabase database, TimeProvider time)
{
    private const int MostAtOnce = 100;
    private const int LongestId = 300; // a prompt's name and version

    public void Map(MlflowRoutes routes)
    {
        routes.Do("POST", "traces/link-to-run", LinkToRunAsync);
        routes.Do("POST", "traces/link-prompts", LinkPromptsAsync);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task LinkToRunAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (ids, run) = (fields.List("trace_ids"), Check("run_id", RunsApi.RunId(fields)));
        if (ids.Count > MostAtOnce)
        {
            throw TrackingException.Invalid(
                $"Cannot link more than {MostAtOnce} traces to a run in a single request. Provided {ids.Count} traces.");
        }
        foreach (string id in ids) Check("trace_ids", id);
        return database.WriteAsync(session => TraceLinks.ToRun(session, ids, run, Now), cancellationToken);
    }

    private Task LinkPromptsAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string trace = Check("trace_id", fields.Required("trace_id"));
        string[] prompts = [.. fields.Objects("prompt_versions").Select(prompt => Check("prompt_versions",
            $"{JsonFields.Required("prompt_versions", prompt, "name")}/"
            + $"{Rules.ParseVersion(JsonFields.Required("prompt_versions", prompt, "version"))}"))];
        if (prompts.Length > MostAtOnce)
        {
            throw TrackingException.Invalid(
                $"Cannot link more than {MostAtOnce} prompts to a trace in a single request. Provided {prompts.Length} prompts.");
        }
        return database.WriteAsync(session => TraceLinks.ToPrompts(session, trace, prompts, Now), cancellationToken);
    }

    private static string Check(string name, string id) =>
        id.Length is > 0 and <= LongestId
            ? id
            : throw TrackingException.Invalid($"Invalid value for parameter '{name}' supplied: an id has 1 to {LongestId} characters.");
}
