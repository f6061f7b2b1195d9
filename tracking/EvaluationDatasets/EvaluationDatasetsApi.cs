using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Api;
using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.EvaluationDatasets;

/// <summary><c>datasets/…</c> of the REST API 3.0: data sets of evaluation, their records, tags and experiments.</summary>
internal sealed class EvaluationDatasetsApi(TrackingDatabase database, TimeProvider time)
{
    private const int MostPerPage = 1000;
    private const int MostRecordsPerPage = 50_000;
    private const string One = "datasets/{dataset_id}";

    public void Map(IEndpointRouteBuilder app)
    {
        var routes = new MlflowRoutes(app, "3.0");
        var answer = MessagesJson.Default.JsonObject;
        routes.Post("datasets/create", CreateAsync, answer);
        routes.Post("datasets/search", SearchAsync, answer);
        routes.Get("datasets/search", SearchAsync, answer);
        routes.Get(One, GetAsync, answer);
        routes.Get($"{One}/records", LoadAsync, answer);
        routes.Post($"{One}/records", UpsertAsync, answer);
        routes.Map("DELETE", $"{One}/records", DeleteRecordsAsync, answer);
        routes.Get($"{One}/experiment-ids", ExperimentIdsAsync, answer);
        routes.Post($"{One}/add-experiments", ChangeExperiments(EvaluationDatasetStore.AddExperiments), answer);
        routes.Post($"{One}/remove-experiments", ChangeExperiments(EvaluationDatasetStore.RemoveExperiments), answer);
        routes.Do("DELETE", One, (fields, cancellationToken) =>
        {
            string id = Id(fields);
            return database.WriteAsync(session => EvaluationDatasetStore.Delete(session, id), cancellationToken);
        });
        routes.Do("PATCH", $"{One}/tags", (fields, cancellationToken) =>
        {
            var (id, tags) = (Id(fields), Tags(fields.Required("tags")));
            return database.WriteAsync(session => EvaluationDatasetStore.SetTags(session, id, tags), cancellationToken);
        });
        routes.Do("DELETE", One + "/tags/{key}", (fields, cancellationToken) =>
        {
            var (id, key) = (Id(fields), fields.Required("key"));
            return database.WriteAsync(session => EvaluationDatasetStore.DeleteTag(session, id, key), cancellationToken);
        });
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<JsonObject> CreateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string name = fields.Required("name");
        Rules.CheckEvaluationDatasetName(name);
        var (tags, experiments) = (fields.Optional("tags") is { } sent ? Tags(sent) : [], fields.List("experiment_ids"));
        string id = $"d-{Guid.NewGuid():N}";
        return database.WriteAsync(
            session => Answer(EvaluationDatasetStore.Create(session, id, name, tags, experiments, Now)), cancellationToken);
    }

    private Task<JsonObject> GetAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = Id(fields);
        return Task.FromResult(Answer(database.Read(session => EvaluationDatasetStore.Get(session, id))));
    }

    private Task<JsonObject> SearchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var query = new SearchQuery(EvaluationDatasetStore.Search, fields.Optional("filter_string"), fields.List("order_by"))
            .And(EvaluationDatasetStore.Visible);
        if (fields.List("experiment_ids") is { Count: > 0 } experiments)
            query.And(EvaluationDatasetStore.OfExperiments, JsonList.Of(experiments));
        int size = fields.PageSize("max_results", MostPerPage, MostPerPage);
        return Task.FromResult(database.Read(session =>
        {
            var page = query.Run(
                session, EvaluationDatasetStore.Columns, "evaluation_datasets d", EvaluationDatasetStore.Read, size,
                fields.Optional("page_token"));
            var answer = new JsonObject();
            if (page.Items.Count > 0)
            {
                answer["datasets"] = new JsonArray(
                    [.. EvaluationDatasetStore.WithTags(session, page.Items).Select(dataset => dataset.ToJson())]);
            }
            if (page.NextPageToken is not null) answer["next_page_token"] = page.NextPageToken;
            return answer;
        }));
    }

    private Task<JsonObject> UpsertAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = Id(fields);
        var records = SentJson.Objects("records", fields.Required("records")).Select(EvaluationRecord.Parse).ToList();
        return database.WriteAsync(
            session =>
            {
                var (inserted, updated) = EvaluationRecordStore.Upsert(session, id, records, Now);
                return new JsonObject { ["inserted_count"] = inserted, ["updated_count"] = updated };
            },
            cancellationToken);
    }

    private Task<JsonObject> LoadAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = Id(fields);
        int size = fields.PageSize("max_results", MostPerPage, MostRecordsPerPage);
        return Task.FromResult(database.Read(session =>
        {
            var (records, next) = EvaluationRecordStore.Load(session, id, size, fields.Optional("page_token"));
            var answer = new JsonObject { ["records"] = PythonJson.Of(records) };
            if (next is not null) answer["next_page_token"] = next;
            return answer;
        }));
    }

    private Task<JsonObject> DeleteRecordsAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (id, records) = (Id(fields), fields.List("dataset_record_ids"));
        return database.WriteAsync(
            session => new JsonObject { ["deleted_count"] = EvaluationRecordStore.Delete(session, id, records) }, cancellationToken);
    }

    private Task<JsonObject> ExperimentIdsAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = Id(fields);
        var ids = database.Read(session => EvaluationDatasetStore.ExperimentIds(session, id));
        return Task.FromResult(ids.Count == 0 ? [] : new JsonObject { ["experiment_ids"] = new JsonArray([.. ids]) });
    }

    private Func<RequestFields, CancellationToken, Task<JsonObject>> ChangeExperiments(
        Func<SqliteSession, string, IReadOnlyList<string>, long, EvaluationDataset> change) => (fields, cancellationToken) =>
    {
        var (id, experiments) = (Id(fields), fields.List("experiment_ids"));
        return database.WriteAsync(session => Answer(change(session, id, experiments, Now)), cancellationToken);
    };

    // Python's str of each value; a tag without one is left out.
    private static List<KeyValue> Tags(string sent)
    {
        var tags = new List<KeyValue>();
        foreach (var (key, value) in SentJson.Object("tags", sent))
        {
            if (value is null) continue;
            tags.Add(Rules.CheckEvaluationDatasetTag(new KeyValue(key, value.GetValueKind() switch
            {
                JsonValueKind.String => value.GetValue<string>(),
                JsonValueKind.Number => value.ToJsonString(),
                JsonValueKind.True => "True",
                JsonValueKind.False => "False",
                _ => throw TrackingException.Invalid($"Invalid value for tag '{key}': it must be a text, a number, true or false."),
            })));
        }
        return tags;
    }

    private static string Id(RequestFields fields) => fields.Required("dataset_id");

    private static JsonObject Answer(EvaluationDataset dataset) => new() { ["dataset"] = dataset.ToJson() };
}
