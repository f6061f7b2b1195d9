using System.Text.Json;
using ImageClassifier.Tracking.Api.Answers;
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
    private static readonly JsonEncodedText Metrics = JsonEncodedText.Encode("metrics");

    public void Map(MlflowRoutes routes)
    {
        routes.Map("GET", "metrics/get-history", HistoryAsync);
        routes.Map("GET", "metrics/get-history-bulk", BulkHistoryAsync);
        routes.Map("GET", "metrics/get-history-bulk-interval", IntervalAsync);
    }

    private Task<JsonAnswer> HistoryAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (id, key) = (RunsApi.RunId(fields), fields.Required("metric_key"));

        // Without max_results MLflow sends everything at once.
        int limit = fields.Has("max_results") ? fields.PageSize("max_results", MostHistory, int.MaxValue - 1) : int.MaxValue - 1;
        string question = PageToken.Question("metrics/get-history", id, key);
        int offset = PageToken.Parse(fields.Optional("page_token"), question);
        return Task.FromResult(database.Read(session =>
        {
            RunStore.GetInfo(session, id);

            // One more than asked for shows whether there is a next page.
            using var points = MetricStore.History(session, id, key, limit + 1, offset);
            return JsonAnswer.Of(writer =>
            {
                writer.WriteStartObject();
                bool more = points.Next();
                if (more)
                {
                    writer.WriteStartArray(Metrics);
                    for (int count = 0; more && count < limit; count++, more = points.Next()) MetricJson.Write(writer, points, first: 0);
                    writer.WriteEndArray();
                }
                if (more) writer.WriteString("next_page_token", PageToken.For(offset + limit, question));
                writer.WriteEndObject();
            });
        }));
    }

    private Task<JsonAnswer> BulkHistoryAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (ids, key) = (RunIds(fields, "run_id"), fields.Required("metric_key"));
        int limit = fields.PageSize("max_results", MostHistory, MostHistory);
        return Task.FromResult(database.Read(session => JsonAnswer.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray(Metrics);
            int left = limit;
            foreach (string id in ids)
            {
                if (left == 0) break;
                using var points = MetricStore.History(session, id, key, left, offset: 0);
                for (; points.Next(); left--) MetricJson.Write(writer, points, first: 0, id);
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        })));
    }

    /// <summary>Curves for a chart: of all the steps that the runs have together, evenly spaced ones, and each run's first and
    /// last.</summary>
    private Task<JsonAnswer> IntervalAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (ids, key) = (RunIds(fields, "run_ids"), fields.Required("metric_key"));
        int samples = fields.PageSize("max_results", MostSamples, MostSamples);
        var (start, end) = (fields.OptionalNumber("start_step"), fields.OptionalNumber("end_step"));
        if (start is null != end is null)
            throw TrackingException.Invalid("If either start step or end step are specified, both must be specified.");
        if (start > end)
            throw TrackingException.Invalid($"end_step must be greater than start_step. Found start_step={start} and end_step={end}.");
        return Task.FromResult(database.Read(session =>
        {
            var steps = ids.Select(id => MetricStore.Steps(session, id, key)).ToList();
            string chosen = $"[{string.Join(',', StepSample.Choose(steps, start, end, samples))}]";
            return JsonAnswer.Of(writer =>
            {
                writer.WriteStartObject();
                bool any = false;
                foreach (string id in ids)
                {
                    using var points = MetricStore.At(session, id, key, chosen, MostHistory);
                    while (points.Next())
                    {
                        if (!any) writer.WriteStartArray(Metrics);
                        any = true;
                        MetricJson.Write(writer, points, first: 0, id);
                    }
                }
                if (any) writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }));
    }

    private static List<string> RunIds(RequestFields fields, string name)
    {
        var ids = fields.List(name);
        return ids.Count is > 0 and <= MostRunsInBulk
            ? [.. ids.Distinct()]
            : throw TrackingException.Invalid($"The request must specify 1 to {MostRunsInBulk} {name}. Received {ids.Count}.");
    }
}
