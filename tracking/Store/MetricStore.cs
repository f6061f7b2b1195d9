using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Store;

/// <summary>What is logged to runs: metrics with their history, and parameters.</summary>
internal static class MetricStore
{
    /// <summary>Logs all or, when anything is refused, nothing (the caller's transaction sees to that).</summary>
    public static void LogBatch(
        SqliteSession session, string runId, IReadOnlyList<Metric> metrics, IReadOnlyList<KeyValue> parameters, IReadOnlyList<KeyValue> tags)
    {
        RunStore.GetActive(session, runId);
        foreach (var parameter in parameters) LogParameter(session, runId, parameter);
        foreach (var tag in tags) RunStore.SetTag(session, runId, tag);
        foreach (var metric in metrics) LogMetric(session, runId, metric);
    }

    /// <summary>Every point of a metric, in the order of time, step and value.</summary>
    public static List<Metric> History(SqliteSession session, string runId, string key, int limit, int offset) =>
        session.Query(
            """
            SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = $1 AND key = $2
            ORDER BY timestamp, step, value LIMIT $3 OFFSET $4
            """,
            row => Read(row, firstColumn: 0), runId, key, limit, offset);

    /// <summary>The columns key, value, timestamp, step, is_nan.</summary>
    public static Metric Read(SqliteDataReader row, int firstColumn) => new(
        row.GetString(firstColumn),
        row.GetBoolean(firstColumn + 4) ? double.NaN : row.GetDouble(firstColumn + 1),
        row.GetInt64(firstColumn + 2),
        row.GetInt64(firstColumn + 3));

    private static void LogMetric(SqliteSession session, string runId, Metric metric)
    {
        // As MLflow stores them: NaN as a flag, the infinities as the largest finite numbers.
        bool isNan = double.IsNaN(metric.Value);
        double value = isNan ? 0 : Math.Clamp(metric.Value, double.MinValue, double.MaxValue);

        // The primary key holds every column, so the same point logged again (by a resumed job) is the same row.
        session.Execute(
            "INSERT OR IGNORE INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ($1, $2, $3, $4, $5, $6)",
            metric.Key, value, metric.Timestamp, runId, metric.Step, isNan);
        session.Execute(
            """
            INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (key, run_uuid) DO UPDATE
            SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan
            WHERE (excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)
            """,
            metric.Key, value, metric.Timestamp, metric.Step, isNan, runId);
    }

    private static void LogParameter(SqliteSession session, string runId, KeyValue parameter)
    {
        string value = parameter.Value ?? "";
        if (session.Execute("INSERT OR IGNORE INTO params (key, value, run_uuid) VALUES ($1, $2, $3)", parameter.Key, value, runId) == 1) return;
        string known = session.First("SELECT value FROM params WHERE run_uuid = $1 AND key = $2", row => row.GetString(0), runId, parameter.Key)!;
        if (known != value)
        {
            throw TrackingException.Invalid(
                $"Changing param values is not allowed. Param with key='{parameter.Key}' was already logged with value='{known}' "
                + $"for run ID='{runId}'. Attempted logging new value '{value}'.");
        }
    }
}
