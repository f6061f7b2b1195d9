using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary><c>registered-models/…</c></summary>
internal sealed class ModelsApi(TrackingDatabase database, TimeProvider time, IRegistryEvents events)
{
    private const int MostPerPage = 1000;

    public void Map(MlflowRoutes routes)
    {
        routes.Post("registered-models/create", CreateAsync, MessagesJson.Default.RegisteredModelAnswer);
        routes.Get("registered-models/get", GetAsync, MessagesJson.Default.RegisteredModelAnswer);
        routes.Get("registered-models/search", SearchAsync, MessagesJson.Default.RegisteredModelsAnswer);
        routes.Get("registered-models/get-latest-versions", LatestAsync, MessagesJson.Default.ModelVersionsAnswer);
        routes.Post("registered-models/get-latest-versions", LatestAsync, MessagesJson.Default.ModelVersionsAnswer);
        routes.Map("PATCH", "registered-models/update", UpdateAsync, MessagesJson.Default.RegisteredModelAnswer);
        routes.Post("registered-models/rename", RenameAsync, MessagesJson.Default.RegisteredModelAnswer);
        routes.Do("DELETE", "registered-models/delete", (fields, cancellationToken) =>
        {
            string name = fields.Required("name");
            return database.WriteAsync(session => ModelStore.Delete(session, name), cancellationToken);
        });
        routes.Do("POST", "registered-models/set-tag", (fields, cancellationToken) =>
        {
            string name = fields.Required("name");
            var tag = new KeyValue(fields.Required("key"), fields.Optional("value"));
            Rules.CheckModelTag(tag);
            return database.WriteAsync(session => ModelStore.SetTag(session, name, tag), cancellationToken);
        });
        routes.Do("DELETE", "registered-models/delete-tag", (fields, cancellationToken) =>
        {
            var (name, key) = (fields.Required("name"), fields.Required("key"));
            return database.WriteAsync(session => ModelStore.DeleteTag(session, name, key), cancellationToken);
        });
        routes.Do("POST", "registered-models/alias", (fields, cancellationToken) =>
        {
            var (name, alias, version) = (fields.Required("name"), fields.Required("alias"), ModelVersionsApi.Version(fields));
            Rules.CheckAlias(alias);
            return Told(
                database.WriteAsync(session => ModelStore.SetAlias(session, name, alias, version), cancellationToken),
                    "model_version_alias", "created",
                new()
                {
                    ["name"] = name,
                    ["alias"] = alias,
                    ["version"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture)
                });
        });
        routes.Get("registered-models/alias", GetByAliasAsync, MessagesJson.Default.ModelVersionAnswer);
        routes.Do("DELETE", "registered-models/alias", (fields, cancellationToken) =>
        {
            var (name, alias) = (fields.Required("name"), fields.Required("alias"));
            return Told(
                database.WriteAsync(session => ModelStore.DeleteAlias(session, name, alias), cancellationToken), "model_version_alias",
                    "deleted",
                new() { ["name"] = name, ["alias"] = alias });
        });
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task Told(Task written, string entity, string action, JsonObject data)
    {
        await written;
        events.Publish(entity, action, data);
    }

    private async Task<RegisteredModelAnswer> CreateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string name = fields.Required("name");
        string? description = fields.Optional("description");
        var tags = fields.KeyValues("tags");
        Rules.CheckModelName(name);
        Rules.CheckDescription(description);
        foreach (var tag in tags) Rules.CheckModelTag(tag);
        var answer = await database.WriteAsync(
            session => new RegisteredModelAnswer(ModelStore.Create(session, name, description, tags, Now)), cancellationToken);
        events.Publish(
            "registered_model", "created", new() { ["name"] = name, ["tags"] = Object(tags), ["description"] = description ?? "" });
        return answer;
    }

    private Task<RegisteredModelAnswer> GetAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string name = fields.Required("name");
        return Task.FromResult(new RegisteredModelAnswer(database.Read(session => ModelStore.Get(session, name))));
    }

    private Task<RegisteredModelAnswer> UpdateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, description) = (fields.Required("name"), fields.Optional("description"));
        Rules.CheckDescription(description);
        return database.WriteAsync(
            session => new RegisteredModelAnswer(ModelStore.Update(session, name, description, Now)), cancellationToken);
    }

    private Task<RegisteredModelAnswer> RenameAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, newName) = (fields.Required("name"), fields.Required("new_name"));
        Rules.CheckModelName(newName);
        return database.WriteAsync(session => new RegisteredModelAnswer(ModelStore.Rename(session, name, newName, Now)), cancellationToken);
    }

    private Task<RegisteredModelsAnswer> SearchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (filter, prompts) = Prompts.Split(Filter.Parse(fields.Optional("filter")));
        var query = new SearchQuery(SearchSchema.Models).Where(filter).OrderBy(fields.List("order_by")).And(ModelStore.Visible)
            .And(Prompts.Models(prompts));
        int size = fields.PageSize("max_results", 100, MostPerPage);
        var answer = database.Read(session =>
        {
            var page = query.Run(session, ModelStore.Columns, "registered_models m", ModelStore.Read, size, fields.Optional("page_token"));
            return new RegisteredModelsAnswer(ModelStore.WithDetails(session, [.. page.Items]).NullIfEmpty(), page.NextPageToken);
        });
        return Task.FromResult(answer);
    }

    private Task<ModelVersionsAnswer> LatestAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string name = fields.Required("name");
        var stages = fields.List("stages").Select(Rules.Stage).ToHashSet();
        var latest = database.Read(session =>
        {
            ModelStore.Check(session, name);
            return ModelVersionStore.Latest(session, name);
        });
        var asked = latest.Where(version => stages.Count == 0 || stages.Contains(version.CurrentStage ?? "")).ToList();
        return Task.FromResult(new ModelVersionsAnswer(asked.NullIfEmpty(), null));
    }

    /// <summary>Tags as one JSON object.</summary>
    public static JsonObject Object(IReadOnlyList<KeyValue> tags)
    {
        var json = new JsonObject();
        foreach (var (key, value) in tags) json[key] = value;
        return json;
    }

    private Task<ModelVersionAnswer> GetByAliasAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (name, alias) = (fields.Required("name"), fields.Required("alias"));
        return Task.FromResult(new ModelVersionAnswer(database.Read(session => ModelStore.GetByAlias(session, name, alias))));
    }
}
