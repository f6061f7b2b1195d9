using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Store;

/// <summary>What is logged to runs: metrics with their history, and parameters.</summary>
internal static class MetricStore
{
    private const string Columns = "key, value, timestamp, step, is_nan";

    /// <summary>Logs all or, when anything is refused, nothing (the caller's transaction sees to that).</summary>
    public static void LogBatch(
        SqliteSession session, string runId, IReadOnlyList<Metric> metrics, IReadOnlyList<KeyValue> parameters,
            IReadOnlyList<KeyValue> tags)
    {
        var run = RunStore.GetActive(session, runId);
        foreach (var parameter in parameters) LogParameter(session, runId, parameter);
        foreach (var tag in tags) RunStore.SetTag(session, runId, tag);
        LogMetrics(session, run, metrics);
    }

    /// <summary>Every point of a metric, in the order of time, step and value; the columns are <see cref="Columns"/>.</summary>
    public static RepeatedStatement History(SqliteSession session, string runId, string key, int limit, int offset)
    {
        var select = session.Repeat(
            $"""
            SELECT {Columns} FROM metrics INDEXED BY index_metrics_run_uuid_key_step
            WHERE run_uuid = ?1 AND key = ?2 ORDER BY timestamp, step, value LIMIT ?3 OFFSET ?4
            """);
        select.Text(1, runId);
        select.Text(2, key);
        select.Number(3, limit);
        select.Number(4, offset);
        return select;
    }

    /// <summary>The step of each point of a metric, ascending.</summary>
    public static List<long> Steps(SqliteSession session, string runId, string key)
    {
        using var select = session.Repeat(
            "SELECT step FROM metrics INDEXED BY index_metrics_run_uuid_key_step WHERE run_uuid = ?1 AND key = ?2 ORDER BY step");
        select.Text(1, runId);
        select.Text(2, key);
        var steps = new List<long>();
        while (select.Next()) steps.Add(select.Number(0));
        return steps;
    }

    /// <summary>The points at certain steps, in the order of step and time; the columns are <see cref="Columns"/>.</summary>
    /// <param name="session">The database.</param>
    /// <param name="runId">The run.</param>
    /// <param name="key">The metric.</param>
    /// <param name="steps">The steps, as a list in JSON.</param>
    /// <param name="limit">How many points at most.</param>
    public static RepeatedStatement At(SqliteSession session, string runId, string key, string steps, int limit)
    {
        var select = session.Repeat(
            $"""
            SELECT {Columns} FROM metrics INDEXED BY index_metrics_run_uuid_key_step
            WHERE run_uuid = ?1 AND key = ?2 AND step IN (SELECT value FROM json_each(?3)) ORDER BY step, timestamp LIMIT ?4
            """);
        select.Text(1, runId);
        select.Text(2, key);
        select.Text(3, steps);
        select.Number(4, limit);
        return select;
    }

    private static void LogMetrics(SqliteSession session, RunInfo run, IReadOnlyList<Metric> metrics)
    {
        if (metrics.Count == 0) return;

        // The primary key holds every column, so the same point logged again (by a resumed job) is the same row.
        using var insert = session.Repeat(
            "INSERT OR IGNORE INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        insert.Text(4, run.RunId);
        var latest = new Dictionary<string, Metric>(StringComparer.Ordinal);
        string? bound = null;
        foreach (var metric in metrics)
        {
            if (!ReferenceEquals(bound, metric.Key) && bound != metric.Key) insert.Text(1, metric.Key);
            bound = metric.Key;
            insert.Real(2, Stored(metric));
            insert.Number(3, metric.Timestamp);
            insert.Number(5, metric.Step);
            insert.Number(6, double.IsNaN(metric.Value) ? 1 : 0);
            insert.Run();
            if (!latest.TryGetValue(metric.Key, out var known) || IsLater(metric, known)) latest[metric.Key] = metric;
            if (metric.ModelId is not null) LoggedModelStore.LogMetric(session, run, metric);
        }
        foreach (var metric in latest.Values) SetLatest(session, run.RunId, metric);
    }

    private static void SetLatest(SqliteSession session, string runId, Metric metric) =>
        session.Execute(
            """
            INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (key, run_uuid) DO UPDATE
            SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan
            WHERE (excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)
            """,
            metric.Key, Stored(metric), metric.Timestamp, metric.Step, double.IsNaN(metric.Value), runId);

    // As MLflow stores them: NaN as a flag, the infinities as the largest finite numbers.
    private static double Stored(Metric metric) =>
        double.IsNaN(metric.Value) ? 0 : Math.Clamp(metric.Value, double.MinValue, double.MaxValue);

    // The latest is that of the highest step, then time, then value.
    private static bool IsLater(Metric one, Metric other) =>
        (one.Step, one.Timestamp, Stored(one)).CompareTo((other.Step, other.Timestamp, Stored(other))) > 0;

    private static void LogParameter(SqliteSession session, string runId, KeyValue parameter)
    {
        string value = parameter.Value ?? "";
        if (session.Execute("INSERT OR IGNORE INTO params (key, value, run_uuid) VALUES ($1, $2, $3)", parameter.Key, value, runId) == 1)
            return;
        string known =
            session.First("SELECT value FROM params WHERE run_uuid = $1 AND key = $2", row => row.GetString(0), runId, parameter.Key)!;
        if (known != value)
        {
            throw TrackingException.Invalid(
                $"Changing param values is not allowed. Param with key='{parameter.Key}' was already logged with value='{known}' "
                + $"for run ID='{runId}'. Attempted logging new value '{value}'.");
        }
    }
}
