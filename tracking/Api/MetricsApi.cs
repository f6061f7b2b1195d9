using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary>The history of metrics: <c>metrics/get-history</c> for one run, and two ways to ask for the curves of many at once.</summary>
internal sealed class MetricsApi(TrackingDatabase database)
{
    private const int MostHistory = 25_000;
    private const int MostRunsInBulk = 100;
    private const int MostSamples = 2500;

    public void Map(MlflowRoutes routes)
    {
        routes.Get("metrics/get-history", HistoryAsync, MessagesJson.Default.MetricsAnswer);
        routes.Get("metrics/get-history-bulk", BulkHistoryAsync, MessagesJson.Default.MetricsAnswer);
        routes.Get("metrics/get-history-bulk-interval", IntervalAsync, MessagesJson.Default.MetricsAnswer);
    }

    private Task<MetricsAnswer> HistoryAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (id, key) = (RunsApi.RunId(fields), fields.Required("metric_key"));

        // Without max_results MLflow sends everything at once.
        int limit = fields.Has("max_results") ? fields.PageSize("max_results", MostHistory, int.MaxValue - 1) : int.MaxValue - 1;
        string question = PageToken.Question("metrics/get-history", id, key);
        int offset = PageToken.Parse(fields.Optional("page_token"), question);
        var metrics = database.Read(session =>
        {
            RunStore.GetInfo(session, id);
            return MetricStore.History(session, id, key, limit + 1, offset);
        });
        if (metrics.Count <= limit) return Task.FromResult(new MetricsAnswer(metrics.NullIfEmpty(), null));
        metrics.RemoveAt(limit);
        return Task.FromResult(new MetricsAnswer(metrics, PageToken.For(offset + limit, question)));
    }

    private Task<MetricsAnswer> BulkHistoryAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (ids, key) = (RunIds(fields, "run_id"), fields.Required("metric_key"));
        int limit = fields.PageSize("max_results", MostHistory, MostHistory);
        var metrics = database.Read(session =>
        {
            var found = new List<Metric>();
            foreach (string id in ids)
            {
                if (found.Count == limit) break;
                found.AddRange(MetricStore.History(session, id, key, limit - found.Count, offset: 0)
                    .Select(metric => metric with { RunId = id }));
            }
            return found;
        });
        return Task.FromResult(new MetricsAnswer(metrics, null));
    }

    /// <summary>Curves for a chart: of all the steps that the runs have together, evenly spaced ones, and each run's first and
    /// last.</summary>
    private Task<MetricsAnswer> IntervalAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (ids, key) = (RunIds(fields, "run_ids"), fields.Required("metric_key"));
        int samples = fields.PageSize("max_results", MostSamples, MostSamples);
        var (start, end) = (fields.OptionalNumber("start_step"), fields.OptionalNumber("end_step"));
        if (start is null != end is null)
            throw TrackingException.Invalid("If either start step or end step are specified, both must be specified.");
        if (start > end)
            throw TrackingException.Invalid($"end_step must be greater than start_step. Found start_step={start} and end_step={end}.");
        var metrics = database.Read(session =>
        {
            var steps = ids.Select(id => MetricStore.Steps(session, id, key)).ToList();
            var chosen = StepSample.Choose(steps, start, end, samples);
            return ids.SelectMany(id => MetricStore.At(session, id, key, chosen, MostHistory)).ToList();
        });
        return Task.FromResult(new MetricsAnswer(metrics.NullIfEmpty(), null));
    }

    private static List<string> RunIds(RequestFields fields, string name)
    {
        var ids = fields.List(name);
        return ids.Count is > 0 and <= MostRunsInBulk
            ? [.. ids.Distinct()]
            : throw TrackingException.Invalid($"The request must specify 1 to {MostRunsInBulk} {name}. Received {ids.Count}.");
    }
}
