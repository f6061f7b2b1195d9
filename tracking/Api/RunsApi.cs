using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary><c>runs/…</c>, without what is logged to a run (<see cref="LoggingApi"/>).</summary>
internal sealed class RunsApi(TrackingDatabase database, TimeProvider time)
{
    private const int MostPerPage = 50_000;

    // The numbers that clients may send in place of the names.
    private static readonly Dictionary<string, string> States = new()
    {
        ["1"] = "RUNNING",
        ["2"] = "SCHEDULED",
        ["3"] = "FINISHED",
        ["4"] = "FAILED",
        ["5"] = "KILLED",
    };

    public void Map(MlflowRoutes routes)
    {
        routes.Map("POST", "runs/create", CreateAsync);
        routes.Map("GET", "runs/get", GetAsync);
        routes.Post("runs/update", UpdateAsync, MessagesJson.Default.RunInfoAnswer);
        routes.Map("POST", "runs/search", SearchAsync);
        routes.Do("POST", "runs/delete", (fields, cancellationToken) =>
        {
            string id = RunId(fields);
            return database.WriteAsync(session => RunStore.Delete(session, id, Now), cancellationToken);
        });
        routes.Do("POST", "runs/restore", (fields, cancellationToken) =>
        {
            string id = RunId(fields);
            return database.WriteAsync(session => RunStore.Restore(session, id), cancellationToken);
        });
    }

    /// <summary>The run that a request is about; old clients say <c>run_uuid</c>.</summary>
    public static string RunId(RequestFields fields) => fields.Optional("run_id") ?? fields.Optional("run_uuid")
        ?? fields.Required("run_id");

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<JsonAnswer> CreateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string experimentId = fields.Has("experiment_id") ? ExperimentsApi.ExperimentId(fields) : "0";
        var tags = Rules.CheckTags(fields.KeyValues("tags"));
        string id = Guid.NewGuid().ToString("N");
        return database.WriteAsync(
            session =>
            {
                var run = RunStore.Create(
                    session, id, experimentId, fields.Optional("user_id"), fields.Optional("run_name"),
                    fields.OptionalNumber("start_time") ?? Now, tags);
                return RunJson.Answer(session, run, isNew: true);
            },
            cancellationToken);
    }

    private Task<JsonAnswer> GetAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunId(fields);
        return Task.FromResult(database.Read(session => RunJson.Answer(session, RunStore.GetInfo(session, id))));
    }

    private Task<RunInfoAnswer> UpdateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunId(fields);
        string? status = fields.Choice("status", States);
        if (status is not null && !States.ContainsValue(status))
            throw TrackingException.Invalid($"Invalid value '{status}' for parameter 'status' supplied.");
        return database.WriteAsync(
            session =>
                new RunInfoAnswer(RunStore.Update(session, id, status, fields.OptionalNumber("end_time"), fields.Optional("run_name"))),
            cancellationToken);
    }

    private Task<JsonAnswer> SearchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var query = new SearchQuery(SearchSchema.Runs, fields.Optional("filter"), fields.List("order_by"))
            .And("r.experiment_id IN (SELECT value FROM json_each({0}))", JsonList.Of(fields.List("experiment_ids")));
        if (ViewType.Condition(fields.Choice("run_view_type", ViewType.Numbers), "r.lifecycle_stage") is { } condition)
            query.And(condition);
        int size = fields.PageSize("max_results", 1000, MostPerPage);
        return Task.FromResult(database.Read(session => RunJson.Answer(session, query.Run(
            session, RunStore.Columns, "runs r", RunStore.ReadInfo, size, fields.Optional("page_token")))));
    }
}
