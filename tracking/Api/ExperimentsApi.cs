using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Artifacts;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary><c>experiments/…</c></summary>
internal sealed class ExperimentsApi(TrackingDatabase database, TimeProvider time)
{
    private const int MostPerPage = 50_000;
    private const int MostInSummary = 20;

    public void Map(MlflowRoutes routes)
    {
        routes.Post("experiments/create", CreateAsync, MessagesJson.Default.ExperimentIdAnswer);
        routes.Get("experiments/get", GetAsync, MessagesJson.Default.ExperimentAnswer);
        routes.Get("experiments/get-by-name", GetByNameAsync, MessagesJson.Default.ExperimentAnswer);
        routes.Get("experiments/list", SearchAsync, MessagesJson.Default.ExperimentsAnswer); // MLflow 1
        routes.Post("experiments/search-datasets", SearchDatasetsAsync, MessagesJson.Default.DatasetSummariesAnswer);
        routes.Get("experiments/search", SearchAsync, MessagesJson.Default.ExperimentsAnswer);
        routes.Post("experiments/search", SearchAsync, MessagesJson.Default.ExperimentsAnswer);
        routes.Do("POST", "experiments/update", (fields, cancellationToken) =>
        {
            string id = ExperimentId(fields);
            string name = fields.Required("new_name");
            Rules.CheckExperimentName(name);
            return database.WriteAsync(session => ExperimentStore.Rename(session, id, name, Now), cancellationToken);
        });
        routes.Do("POST", "experiments/delete", (fields, cancellationToken) =>
        {
            string id = ExperimentId(fields);
            return database.WriteAsync(session => ExperimentStore.Delete(session, id, Now), cancellationToken);
        });
        routes.Do("POST", "experiments/restore", (fields, cancellationToken) =>
        {
            string id = ExperimentId(fields);
            return database.WriteAsync(session => ExperimentStore.Restore(session, id, Now), cancellationToken);
        });
        routes.Do("POST", "experiments/set-experiment-tag", (fields, cancellationToken) =>
        {
            string id = ExperimentId(fields);
            var tag = new KeyValue(fields.Required("key"), fields.Optional("value"));
            Rules.CheckExperimentTag(tag);
            return database.WriteAsync(session => ExperimentStore.SetTag(session, id, tag), cancellationToken);
        });
        routes.Do("POST", "experiments/delete-experiment-tag", (fields, cancellationToken) =>
        {
            string id = ExperimentId(fields);
            string key = fields.Required("key");
            return database.WriteAsync(session => ExperimentStore.DeleteTag(session, id, key), cancellationToken);
        });
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<ExperimentIdAnswer> CreateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string name = fields.Required("name");
        Rules.CheckExperimentName(name);
        string? location = fields.Optional("artifact_location");
        if (location is not null) ArtifactLocation.Check(location);
        var tags = fields.KeyValues("tags");
        foreach (var tag in tags) Rules.CheckExperimentTag(tag);
        return database.WriteAsync(
            session => new ExperimentIdAnswer(ExperimentStore.Create(session, name, tags, Now, location)), cancellationToken);
    }

    private Task<ExperimentAnswer> GetAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = ExperimentId(fields);
        return Task.FromResult(new ExperimentAnswer(database.Read(session => ExperimentStore.Get(session, id))));
    }

    private Task<ExperimentAnswer> GetByNameAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string name = fields.Required("experiment_name");
        var experiment = database.Read(session => ExperimentStore.FindByName(session, name))
            ?? throw TrackingException.Missing($"Could not find experiment with name '{name}'");
        return Task.FromResult(new ExperimentAnswer(experiment));
    }

    private Task<ExperimentsAnswer> SearchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var query = new SearchQuery(SearchSchema.Experiments, fields.Optional("filter"), fields.List("order_by"))
            .And(ExperimentStore.Visible);
        if (ViewType.Condition(fields.Choice("view_type", ViewType.Numbers), "e.lifecycle_stage") is { } condition) query.And(condition);
        int size = fields.PageSize("max_results", 1000, MostPerPage);
        var page = database.Read(session =>
        {
            var found =
                query.Run(session, ExperimentStore.Columns, "experiments e", ExperimentStore.Read, size, fields.Optional("page_token"));
            return new ExperimentsAnswer(ExperimentStore.WithTags(session, [.. found.Items]).NullIfEmpty(), found.NextPageToken);
        });
        return Task.FromResult(page);
    }

    private Task<DatasetSummariesAnswer> SearchDatasetsAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var ids = fields.List("experiment_ids");
        if (ids.Count is 0 or > MostInSummary)
            throw TrackingException.Invalid(
                $"SearchDatasets request must specify 1 to {MostInSummary} experiment_ids. Received {ids.Count}.");
        var found = database.Read(session => InputStore.Summaries(session, ids));
        return Task.FromResult(new DatasetSummariesAnswer(found.NullIfEmpty()));
    }

    /// <summary>Ids are numbers.</summary>
    public static string ExperimentId(RequestFields fields)
    {
        string id = fields.Required("experiment_id");
        return int.TryParse(id, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? id
            : throw TrackingException.Invalid($"Invalid experiment ID: '{id}'. Experiment IDs must be integers.");
    }
}
