using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary>What is logged to a run: <c>runs/log-…</c>, its tags, and the history of its metrics.</summary>
internal sealed class LoggingApi(TrackingDatabase database, TimeProvider time)
{
    private const int MostHistory = 25_000;
    private const int MostRunsInBulk = 100;

    public void Map(MlflowRoutes routes)
    {
        routes.Map("POST", "runs/log-batch", LogBatchAsync, MessagesJson.Default.EmptyAnswer, Rules.BatchBytes);
        routes.Do("POST", "runs/log-metric", LogMetricAsync);
        routes.Do("POST", "runs/log-parameter", LogParameterAsync);
        routes.Do("POST", "runs/set-tag", SetTagAsync);
        routes.Do("POST", "runs/delete-tag", (fields, cancellationToken) =>
        {
            var (id, key) = (RunsApi.RunId(fields), fields.Required("key"));
            return database.WriteAsync(session => RunStore.DeleteTag(session, id, key), cancellationToken);
        });
        routes.Get("metrics/get-history", HistoryAsync, MessagesJson.Default.MetricsAnswer);
        routes.Get("metrics/get-history-bulk", BulkHistoryAsync, MessagesJson.Default.RunMetricsAnswer);
    }

    private async Task<EmptyAnswer> LogBatchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        var (metrics, parameters, tags) = (fields.Metrics("metrics"), fields.KeyValues("params"), fields.KeyValues("tags"));
        CheckCount("metrics", metrics.Count, Rules.MetricsPerBatch);
        CheckCount("params", parameters.Count, Rules.ParametersPerBatch);
        CheckCount("tags", tags.Count, Rules.TagsPerBatch);
        CheckCount("metrics, params, and tags", metrics.Count + parameters.Count + tags.Count, Rules.EntitiesPerBatch);
        foreach (var metric in metrics) Rules.CheckMetric(metric);
        foreach (var parameter in parameters) Rules.CheckParameter(parameter);
        foreach (var tag in tags) Rules.CheckTag(tag);
        var twice = parameters.GroupBy(parameter => parameter.Key).Where(group => group.Count() > 1).Select(group => $"'{group.Key}'").ToList();
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
            fields.Required("key"), fields.RequiredReal("value"), fields.OptionalNumber("timestamp") ?? time.GetUtcNow().ToUnixTimeMilliseconds(),
            fields.OptionalNumber("step") ?? 0);
        Rules.CheckMetric(metric);
        return database.WriteAsync(session => MetricStore.LogBatch(session, id, [metric], [], []), cancellationToken);
    }

    private Task LogParameterAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        var parameter = new KeyValue(fields.Required("key"), fields.Optional("value"));
        Rules.CheckParameter(parameter);
        return database.WriteAsync(session => MetricStore.LogBatch(session, id, [], [parameter], []), cancellationToken);
    }

    private Task SetTagAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        var tag = new KeyValue(fields.Required("key"), fields.Optional("value"));
        Rules.CheckTag(tag);
        return database.WriteAsync(session => RunStore.SetTag(session, id, tag), cancellationToken);
    }

    private Task<MetricsAnswer> HistoryAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (id, key) = (RunsApi.RunId(fields), fields.Required("metric_key"));

        // Without max_results MLflow sends everything at once.
        int limit = fields.Has("max_results") ? fields.PageSize("max_results", MostHistory, int.MaxValue - 1) : int.MaxValue - 1;
        int offset = PageToken.Parse(fields.Optional("page_token"));
        var metrics = database.Read(session =>
        {
            RunStore.GetInfo(session, id);
            return MetricStore.History(session, id, key, limit + 1, offset);
        });
        if (metrics.Count <= limit) return Task.FromResult(new MetricsAnswer(metrics.NullIfEmpty(), null));
        metrics.RemoveAt(limit);
        return Task.FromResult(new MetricsAnswer(metrics, PageToken.For(offset + limit)));
    }

    private Task<RunMetricsAnswer> BulkHistoryAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (ids, key) = (fields.List("run_id"), fields.Required("metric_key"));
        if (ids.Count is 0 or > MostRunsInBulk)
        {
            throw TrackingException.Invalid(
                $"GetMetricHistoryBulk request must specify 1 to {MostRunsInBulk} run_ids. Received {ids.Count} run_ids.");
        }
        int limit = fields.PageSize("max_results", MostHistory, MostHistory);
        var metrics = database.Read(session => ids
            .SelectMany(id => MetricStore.History(session, id, key, limit, offset: 0)
                .Select(metric => new RunMetric(id, metric.Key, metric.Value, metric.Timestamp, metric.Step)))
            .Take(limit).ToList());
        return Task.FromResult(new RunMetricsAnswer(metrics));
    }

    private static void CheckCount(string what, int count, int limit)
    {
        if (count <= limit) return;
        throw TrackingException.Invalid(
            $"A batch logging request can contain at most {limit} {what}. Got {count} {what}. "
            + $"Please split up {what} across multiple requests and try again.");
    }
}
