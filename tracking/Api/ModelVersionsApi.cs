using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary><c>model-versions/…</c></summary>
internal sealed class ModelVersionsApi(TrackingDatabase database, TimeProvider time, IRegistryEvents events)
{
    private const int MostPerPage = 200_000;

    public void Map(MlflowRoutes routes)
    {
        routes.Post("model-versions/create", CreateAsync, MessagesJson.Default.ModelVersionAnswer);
        routes.Get("model-versions/get", GetAsync, MessagesJson.Default.ModelVersionAnswer);
        routes.Get("model-versions/search", SearchAsync, MessagesJson.Default.ModelVersionsAnswer);
        routes.Map("PATCH", "model-versions/update", UpdateAsync, MessagesJson.Default.ModelVersionAnswer);
        routes.Get("model-versions/get-download-uri", GetDownloadUriAsync, MessagesJson.Default.ArtifactUriAnswer);
        routes.Post("model-versions/transition-stage", SetStageAsync, MessagesJson.Default.ModelVersionAnswer);
        routes.Do("DELETE", "model-versions/delete", (fields, cancellationToken) =>
        {
            var (name, version) = (fields.Required("name"), Version(fields));
            return database.WriteAsync(session => ModelVersionStore.Delete(session, name, version, Now), cancellationToken);
        });
        routes.Do("POST", "model-versions/set-tag", (fields, cancellationToken) =>
        {
            var (name, version) = (fields.Required("name"), Version(fields));
            var tag = new KeyValue(fields.Required("key"), fields.Optional("value"));
            Rules.CheckModelTag(tag);
            return Told(
                database.WriteAsync(session => ModelVersionStore.SetTag(session, name, version, tag), cancellationToken), "set",
                new() { ["name"] = name, ["version"] = Text(version), ["key"] = tag.Key, ["value"] = tag.Value ?? "" });
        });
        routes.Do("DELETE", "model-versions/delete-tag", (fields, cancellationToken) =>
        {
            var (name, version, key) = (fields.Required("name"), Version(fields), fields.Required("key"));
            return Told(
                database.WriteAsync(session => ModelVersionStore.DeleteTag(session, name, version, key), cancellationToken), "deleted",
                new() { ["name"] = name, ["version"] = Text(version), ["key"] = key });
        });
    }

    /// <summary>The version's number; some clients send it as one.</summary>
    public static long Version(RequestFields fields) =>
        fields.RequiredNumber("version") is >= 0 and <= int.MaxValue and var version
            ? version
            : throw TrackingException.Invalid("Model version must be a positive integer.");

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task Told(Task written, string action, JsonObject data)
    {
        await written;
        events.Publish("model_version_tag", action, data);
    }

    private static string Text(long version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task<ModelVersionAnswer> CreateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, source, description) = (fields.Required("name"), fields.Required("source"), fields.Optional("description"));
        Rules.CheckSource(source);
        Rules.CheckDescription(description);
        var tags = fields.KeyValues("tags");
        foreach (var tag in tags) Rules.CheckModelTag(tag);
        var (runId, runLink, modelId) = (fields.Optional("run_id"), fields.Optional("run_link"), fields.Optional("model_id"));
        var answer = await database.WriteAsync(
            session =>
            {
                var version = ModelVersionStore.Create(
                    session, name, Prompts.Are(tags) ? new ModelSource(source, source)
                        : ModelSource.Resolve(session, source, runId, modelId),
                    runId, runLink, description, tags, Now);
                if (modelId is not null) LoggedModelStore.AddVersion(session, modelId, version);
                return new ModelVersionAnswer(version);
            },
            cancellationToken);
        var made = answer.ModelVersion;
        events.Publish("model_version", "created", new()
        {
            ["name"] = name,
            ["version"] = made.Version,
            ["source"] = made.Source,
            ["run_id"] = made.RunId,
            ["tags"] = ModelsApi.Object(tags),
            ["description"] = made.Description,
        });
        return answer;
    }

    private Task<ModelVersionAnswer> SetStageAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, version, stage) = (fields.Required("name"), Version(fields), Rules.Stage(fields.Required("stage")));
        bool archive = fields.Flag("archive_existing_versions");
        if (archive && stage is not ("Staging" or "Production"))
            throw TrackingException.Invalid($"Archiving the existing versions is for the stages Staging and Production, not for {stage}.");
        return database.WriteAsync(
            session => new ModelVersionAnswer(ModelVersionStore.SetStage(session, name, version, stage, archive, Now)), cancellationToken);
    }

    private Task<ModelVersionAnswer> GetAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, version) = (fields.Required("name"), Version(fields));
        return Task.FromResult(new ModelVersionAnswer(database.Read(session => ModelVersionStore.Get(session, name, version))));
    }

    private Task<ModelVersionAnswer> UpdateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, version, description) = (fields.Required("name"), Version(fields), fields.Optional("description"));
        Rules.CheckDescription(description);
        return database.WriteAsync(
            session => new ModelVersionAnswer(ModelVersionStore.Update(session, name, version, description, Now)), cancellationToken);
    }

    private Task<ModelVersionsAnswer> SearchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (filter, prompts) = Prompts.Split(Filter.Parse(fields.Optional("filter")));
        var query = new SearchQuery(SearchSchema.ModelVersions).Where(filter).OrderBy(fields.List("order_by"))
            .And(ModelVersionStore.NotDeleted).And(Prompts.Versions(prompts));
        int size = fields.PageSize("max_results", 10_000, MostPerPage);
        var answer = database.Read(session =>
        {
            var page = query.Run(
                session, ModelVersionStore.Columns, "model_versions v", ModelVersionStore.Read, size, fields.Optional("page_token"));
            return new ModelVersionsAnswer(ModelVersionStore.WithTags(session, [.. page.Items]).NullIfEmpty(), page.NextPageToken);
        });
        return Task.FromResult(answer);
    }

    private Task<ArtifactUriAnswer> GetDownloadUriAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, version) = (fields.Required("name"), Version(fields));
        return Task.FromResult(new ArtifactUriAnswer(database.Read(session => ModelVersionStore.DownloadUri(session, name, version))));
    }
}
