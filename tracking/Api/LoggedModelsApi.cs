using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary><c>logged-models/…</c>: the models of MLflow 3.</summary>
internal sealed class LoggedModelsApi(TrackingDatabase database, TimeProvider time)
{
    private const int MostPerPage = 1000;

    // What a client may call the states, beside the names that the API shows.
    private static readonly Dictionary<string, string> States = new(LoggedModelStore.States)
    {
        ["PENDING"] = "LOGGED_MODEL_PENDING",
        ["READY"] = "LOGGED_MODEL_READY",
        ["FAILED"] = "LOGGED_MODEL_UPLOAD_FAILED",
    };

    public void Map(MlflowRoutes routes)
    {
        routes.Post("logged-models", CreateAsync, MessagesJson.Default.LoggedModelAnswer);
        routes.Post("logged-models/search", SearchAsync, MessagesJson.Default.LoggedModelsAnswer);
        routes.Get("logged-models/{model_id}", GetAsync, MessagesJson.Default.LoggedModelAnswer);
        routes.Map("PATCH", "logged-models/{model_id}", FinishAsync, MessagesJson.Default.LoggedModelAnswer);
        routes.Do("DELETE", "logged-models/{model_id}", (fields, cancellationToken) =>
        {
            string id = fields.Required("model_id");
            return database.WriteAsync(session => LoggedModelStore.Delete(session, id, Now), cancellationToken);
        });
        routes.Do("POST", "logged-models/{model_id}/params", (fields, cancellationToken) =>
        {
            var (id, parameters) = (fields.Required("model_id"), fields.KeyValues("params"));
            return database.WriteAsync(session => LoggedModelStore.LogParameters(session, id, parameters), cancellationToken);
        });
        routes.Do("PATCH", "logged-models/{model_id}/tags", SetTagsAsync);
        routes.Do("DELETE", "logged-models/{model_id}/tags/{tag_key}", (fields, cancellationToken) =>
        {
            var (id, key) = (fields.Required("model_id"), fields.Required("tag_key"));
            return database.WriteAsync(session => LoggedModelStore.DeleteTag(session, id, key), cancellationToken);
        });
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<LoggedModelAnswer> CreateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (experimentId, name) = (ExperimentsApi.ExperimentId(fields), fields.Optional("name"));
        var (parameters, tags) = (fields.KeyValues("params"), fields.KeyValues("tags"));
        Rules.CheckLoggedModelName(name);
        tags = Rules.CheckTags(tags);
        string id = $"m-{Guid.NewGuid():N}";
        return database.WriteAsync(
            session => new LoggedModelAnswer(LoggedModelStore.Create(
                session, id, experimentId, name, fields.Optional("model_type"), fields.Optional("source_run_id"), parameters, tags, Now)),
            cancellationToken);
    }

    private Task<LoggedModelAnswer> GetAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = fields.Required("model_id");
        return Task.FromResult(new LoggedModelAnswer(database.Read(session => LoggedModelStore.Get(session, id))));
    }

    private Task<LoggedModelAnswer> FinishAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = fields.Required("model_id");
        string state = fields.Choice("status", States) ?? throw TrackingException.Invalid("Missing value for required parameter 'status'.");
        if (!LoggedModelStore.States.Values.Contains(state))
            throw TrackingException.Invalid($"Invalid value '{state}' for parameter 'status' supplied.");
        return database.WriteAsync(session => new LoggedModelAnswer(LoggedModelStore.Finish(session, id, state, Now)), cancellationToken);
    }

    private Task SetTagsAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (id, tags) = (fields.Required("model_id"), Rules.CheckTags(fields.KeyValues("tags")));
        return database.WriteAsync(session => LoggedModelStore.SetTags(session, id, tags), cancellationToken);
    }

    private Task<LoggedModelsAnswer> SearchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var comparisons = Filter.Parse(fields.Optional("filter"));
        var query = new SearchQuery(SearchSchema.LoggedModels);
        string? measured = OnDatasets(query, fields);
        query.Where(comparisons, SearchSchema.AnyModelMetrics(measured))
            .And("m.experiment_id IN (SELECT value FROM json_each({0}))", JsonList.Of(fields.List("experiment_ids")))
            .And(LoggedModelStore.NotDeleted);

        // Without a comparison of a metric: models that were measured on one of the data sets at all.
        if (measured is not null && comparisons.All(comparison => comparison.Field.Entity != "metric"))
            query.And($"EXISTS (SELECT 1 FROM logged_model_metrics d WHERE d.model_id = m.model_id AND ({measured}))");
        foreach (var order in fields.Objects("order_by")) Order(query, order);
        int size = fields.PageSize("max_results", 100, MostPerPage);
        return Task.FromResult(database.Read(session =>
        {
            var page = query.Run(
                session, LoggedModelStore.Columns, "logged_models m", LoggedModelStore.Read, size, fields.Optional("page_token"));
            return new LoggedModelsAnswer(LoggedModelStore.WithData(session, page.Items).NullIfEmpty(), page.NextPageToken);
        }));
    }

    // The condition for a metric to be measured on one of the request's data sets; null when it names none. A data set without a digest is
    // one that was logged without a digest, as for MLflow.
    private static string? OnDatasets(SearchQuery query, RequestFields fields)
    {
        var conditions = fields.Objects("datasets").Select(dataset =>
        {
            string name = JsonFields.Text(dataset, "dataset_name") is { Length: > 0 } given
                ? given
                : throw TrackingException.Invalid("`dataset_name` in the `datasets` clause must be specified.");
            string digest = JsonFields.Text(dataset, "dataset_digest") ?? "";
            return $"(dataset_name = {query.Argument(name)} AND dataset_digest = {query.Argument(digest)})";
        }).ToList();
        return conditions.Count == 0 ? null : string.Join(" OR ", conditions);
    }

    private static void Order(SearchQuery query, System.Text.Json.JsonElement order)
    {
        string name = JsonFields.Required("order_by", order, "field_name");
        var field = FilterField.Parse(name.Replace("`", "", StringComparison.Ordinal));
        if (field.Entity is not ("attribute" or "metric"))
            throw TrackingException.Invalid($"Invalid order by field name: {name}. Only metrics are supported.");
        bool ascending = JsonFields.Find(order, "ascending") is not { ValueKind: System.Text.Json.JsonValueKind.False };
        var conditions = new List<string>();
        foreach (string column in (string[])["dataset_name", "dataset_digest"])
        {
            if (JsonFields.Text(order, column) is { Length: > 0 } value) conditions.Add($"{column} = {query.Argument(value)}");
        }
        query.ThenBy(
            field, ascending, SearchSchema.LatestModelMetrics(conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}"));
    }
}
