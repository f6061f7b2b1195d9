using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary><c>model-versions/…</c></summary>
internal sealed class ModelVersionsApi(TrackingDatabase database, TimeProvider time)
{
    private const int MostPerPage = 200_000;

    public void Map(MlflowRoutes routes)
    {
        routes.Post("model-versions/create", CreateAsync, MessagesJson.Default.ModelVersionAnswer);
        routes.Get("model-versions/get", GetAsync, MessagesJson.Default.ModelVersionAnswer);
        routes.Get("model-versions/search", SearchAsync, MessagesJson.Default.ModelVersionsAnswer);
        routes.Map("PATCH", "model-versions/update", UpdateAsync, MessagesJson.Default.ModelVersionAnswer);
        routes.Get("model-versions/get-download-uri", GetDownloadUriAsync, MessagesJson.Default.ArtifactUriAnswer);
        routes.Do("DELETE", "model-versions/delete", (fields, cancellationToken) =>
        {
            var (name, version) = (fields.Required("name"), fields.RequiredNumber("version"));
            return database.WriteAsync(session => ModelVersionStore.Delete(session, name, version, Now), cancellationToken);
        });
        routes.Do("POST", "model-versions/set-tag", (fields, cancellationToken) =>
        {
            var (name, version) = (fields.Required("name"), fields.RequiredNumber("version"));
            var tag = new KeyValue(fields.Required("key"), fields.Optional("value"));
            Rules.CheckTag(tag);
            return database.WriteAsync(session => ModelVersionStore.SetTag(session, name, version, tag), cancellationToken);
        });
        routes.Do("DELETE", "model-versions/delete-tag", (fields, cancellationToken) =>
        {
            var (name, version, key) = (fields.Required("name"), fields.RequiredNumber("version"), fields.Required("key"));
            return database.WriteAsync(session => ModelVersionStore.DeleteTag(session, name, version, key), cancellationToken);
        });
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<ModelVersionAnswer> CreateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, source, description) = (fields.Required("name"), fields.Required("source"), fields.Optional("description"));
        Rules.CheckSource(source);
        Rules.CheckDescription(description);
        var tags = fields.KeyValues("tags");
        foreach (var tag in tags) Rules.CheckTag(tag);
        return database.WriteAsync(
            session => new ModelVersionAnswer(ModelVersionStore.Create(
                session, name, source, fields.Optional("run_id"), fields.Optional("run_link"), description, tags, Now)),
            cancellationToken);
    }

    private Task<ModelVersionAnswer> GetAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, version) = (fields.Required("name"), fields.RequiredNumber("version"));
        return Task.FromResult(new ModelVersionAnswer(database.Read(session => ModelVersionStore.Get(session, name, version))));
    }

    private Task<ModelVersionAnswer> UpdateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, version, description) = (fields.Required("name"), fields.RequiredNumber("version"), fields.Optional("description"));
        Rules.CheckDescription(description);
        return database.WriteAsync(
            session => new ModelVersionAnswer(ModelVersionStore.Update(session, name, version, description, Now)), cancellationToken);
    }

    private Task<ModelVersionsAnswer> SearchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var query = new SearchQuery(SearchSchema.ModelVersions, fields.Optional("filter"), fields.List("order_by")).And(ModelVersionStore.NotDeleted);
        int size = fields.PageSize("max_results", 10_000, MostPerPage);
        var answer = database.Read(session =>
        {
            var page = query.Run(
                session, ModelVersionStore.Columns, "model_versions v", ModelVersionStore.Read, size, fields.Optional("page_token"));
            return new ModelVersionsAnswer(ModelVersionStore.WithDetails(session, [.. page.Items]).NullIfEmpty(), page.NextPageToken);
        });
        return Task.FromResult(answer);
    }

    private Task<ArtifactUriAnswer> GetDownloadUriAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, version) = (fields.Required("name"), fields.RequiredNumber("version"));
        return Task.FromResult(new ArtifactUriAnswer(database.Read(session => ModelVersionStore.Get(session, name, version)).Source));
    }
}
