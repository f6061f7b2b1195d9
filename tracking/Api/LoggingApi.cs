using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary>What is logged to a run: <c>runs/log-…</c>, <c>runs/outputs</c> and its tags.</summary>
internal sealed class LoggingApi(TrackingDatabase database, TimeProvider time)
{
    private const int MostDatasets = 1000;
    private static readonly string[] ModelFields = ["artifact_path", "flavors", "utc_time_created", "run_id"];

    public void Map(MlflowRoutes routes)
    {
        routes.Map("POST", "runs/log-batch", LogBatchAsync, MessagesJson.Default.EmptyAnswer, Rules.BatchBytes);
        routes.Do("POST", "runs/log-metric", LogMetricAsync);
        routes.Do("POST", "runs/log-parameter", LogParameterAsync);
        routes.Do("POST", "runs/log-inputs", LogInputsAsync);
        routes.Do("POST", "runs/outputs", LogOutputsAsync);
        routes.Do("POST", "runs/log-model", LogModelAsync);
        routes.Do("POST", "runs/set-tag", SetTagAsync);
        routes.Do("POST", "runs/delete-tag", (fields, cancellationToken) =>
        {
            var (id, key) = (RunsApi.RunId(fields), fields.Required("key"));
            return database.WriteAsync(session => RunStore.DeleteTag(session, id, key), cancellationToken);
        });
    }

    private async Task<EmptyAnswer> LogBatchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        var (metrics, parameters, tags) = (fields.Metrics("metrics"), fields.KeyValues("params"), fields.KeyValues("tags"));
        CheckCount("metrics", metrics.Count, Rules.MetricsPerBatch);
        CheckCount("params", parameters.Count, Rules.ParametersPerBatch);
        CheckCount("tags", tags.Count, Rules.TagsPerBatch);
        CheckCount("metrics, params, and tags", metrics.Count + parameters.Count + tags.Count, Rules.EntitiesPerBatch);
        Rules.CheckMetrics(metrics);
        parameters = [.. parameters.Select(Rules.CheckParameter)];
        tags = Rules.CheckTags(tags);
        var twice = parameters.GroupBy(parameter => parameter.Key).Where(group => group.Count() > 1).Select(group => $"'{group.Key}'")
            .ToList();
        if (twice.Count > 0)
        {
            throw TrackingException.Invalid(
                $"Duplicate parameter keys have been submitted: [{string.Join(", ", twice)}]. "
                + "Please ensure the request contains only one param value per param key.");
        }
        await database.WriteAsync(session => MetricStore.LogBatch(session, id, metrics, parameters, tags), cancellationToken);
        return new EmptyAnswer();
    }

    private Task LogMetricAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        var metric = new Metric(
            fields.Required("key"), fields.RequiredReal("value"), fields.OptionalNumber("timestamp")
                ?? time.GetUtcNow().ToUnixTimeMilliseconds(),
            fields.OptionalNumber("step") ?? 0)
        {
            ModelId = fields.Optional("model_id"),
            DatasetName = fields.Optional("dataset_name"),
            DatasetDigest = fields.Optional("dataset_digest"),
        };
        Rules.CheckMetrics([metric]);
        return database.WriteAsync(session => MetricStore.LogBatch(session, id, [metric], [], []), cancellationToken);
    }

    private Task LogParameterAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        var parameter = Rules.CheckParameter(new KeyValue(fields.Required("key"), fields.Optional("value")));
        return database.WriteAsync(session => MetricStore.LogBatch(session, id, [], [parameter], []), cancellationToken);
    }

    private Task LogInputsAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        var datasets = fields.Objects("datasets").Select(Dataset).ToList();
        CheckCount("datasets", datasets.Count, MostDatasets);
        foreach (var dataset in datasets) Rules.CheckDataset(dataset);
        var models = fields.Objects("models").Select(model => JsonFields.Required("models", model, "model_id")).ToList();
        return database.WriteAsync(
            session =>
            {
                InputStore.LogDatasets(session, id, datasets);
                InputStore.LogModelInputs(session, id, models);
            },
            cancellationToken);
    }

    private Task LogOutputsAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        var models = fields.Objects("models")
            .Select(model => new ModelOutput(JsonFields.Required("models", model, "model_id"), JsonFields.Number(model, "step") ?? 0))
            .ToList();
        return database.WriteAsync(session => InputStore.LogModelOutputs(session, id, models), cancellationToken);
    }

    private Task LogModelAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (id, text) = (RunsApi.RunId(fields), fields.Required("model_json"));
        JsonObject? model;
        try
        {
            model = JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException e)
        {
            throw TrackingException.Invalid($"Malformed model info: it is not valid JSON: {e.Message}");
        }
        if (model is null) throw TrackingException.Invalid("Malformed model info: it is not a JSON object.");
        string[] missing = [.. ModelFields.Where(field => !model.ContainsKey(field))];
        if (missing.Length > 0) throw TrackingException.Invalid($"Model json is missing mandatory fields: {string.Join(", ", missing)}");
        return database.WriteAsync(session => RunStore.AddModelHistory(session, id, model), cancellationToken);
    }

    private Task SetTagAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        var tag = Rules.CheckTag(new KeyValue(fields.Required("key"), fields.Optional("value")));
        return database.WriteAsync(session => RunStore.SetTag(session, id, tag), cancellationToken);
    }

    private static DatasetInput Dataset(JsonElement input)
    {
        var dataset = JsonFields.Object(input, "dataset") ?? throw JsonFields.Missing("datasets", input, "dataset");
        return new DatasetInput(
            JsonFields.KeyValues("datasets.tags", JsonFields.Objects(input, "tags")),
            new Dataset(
                JsonFields.Required("dataset", dataset, "name"), JsonFields.Required("dataset", dataset, "digest"),
                JsonFields.Required("dataset", dataset, "source_type"), JsonFields.Required("dataset", dataset, "source"),
                JsonFields.Text(dataset, "schema"), JsonFields.Text(dataset, "profile")));
    }

    private static void CheckCount(string what, int count, int limit)
    {
        if (count <= limit) return;
        throw TrackingException.Invalid(
            $"A batch logging request can contain at most {limit} {what}. Got {count} {what}. "
            + $"Please split up {what} across multiple requests and try again.");
    }
}
