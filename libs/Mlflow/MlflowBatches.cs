using System.Text.Json;

namespace ImageClassifier.Mlflow;

/// <summary>Splits what a caller logs at once into requests that MLflow accepts.</summary>
internal static class MlflowBatches
{
    /// <summary>The requests in order: parameters and tags first, so that a reader who sees a curve sees what made it.</summary>
    /// <exception cref="MlflowException">An entry is too long. MLflow would cut it without a word; nothing is sent instead.</exception>
    public static IEnumerable<WireLogBatch> Split(
        string runId,
        IReadOnlyList<MlflowMetric> metrics,
        IReadOnlyDictionary<string, string> parameters,
        IReadOnlyDictionary<string, string> tags)
    {
        foreach (var (key, value) in parameters) Check("parameter", key, value, MlflowLimits.ParameterLength);
        foreach (var (key, value) in tags) CheckTag(key, value);
        foreach (var metric in metrics) Check("metric", metric.Key, "", 0);
        return Batches(runId, metrics, parameters, tags);
    }

    /// <summary>Refuses a tag that MLflow would cut.</summary>
    public static void CheckTag(string key, string value) => Check("tag", key, value, MlflowLimits.TagLength);

    private static IEnumerable<WireLogBatch> Batches(
        string runId,
        IReadOnlyList<MlflowMetric> metrics,
        IReadOnlyDictionary<string, string> parameters,
        IReadOnlyDictionary<string, string> tags)
    {
        var batch = new Batch(runId);
        foreach (var (key, value) in parameters)
        {
            var entry = new WireKeyValue(key, value);
            int size = SizeOf(entry);
            if (!batch.HasRoom(size, batch.Parameters.Count, MlflowLimits.ParametersPerBatch)) yield return batch.Take();
            batch.Parameters.Add(entry);
            batch.Bytes += size;
        }
        foreach (var (key, value) in tags)
        {
            var entry = new WireKeyValue(key, value);
            int size = SizeOf(entry);
            if (!batch.HasRoom(size, batch.Tags.Count, MlflowLimits.TagsPerBatch)) yield return batch.Take();
            batch.Tags.Add(entry);
            batch.Bytes += size;
        }
        foreach (var metric in metrics)
        {
            var entry = new WireMetric(
                metric.Key, metric.Value, metric.Timestamp.ToUnixTimeMilliseconds(), metric.Step,
                metric.ModelId, metric.Dataset?.Name, metric.Dataset?.Digest);
            int size = JsonSerializer.SerializeToUtf8Bytes(entry, MlflowJson.Default.WireMetric).Length + 1;
            if (!batch.HasRoom(size, batch.Metrics.Count, MlflowLimits.MetricsPerBatch)) yield return batch.Take();
            batch.Metrics.Add(entry);
            batch.Bytes += size;
        }
        if (batch.Count > 0) yield return batch.Take();
    }

    private static int SizeOf(WireKeyValue entry) =>
        JsonSerializer.SerializeToUtf8Bytes(entry, MlflowJson.Default.WireKeyValue).Length + 1;

    private static void Check(string what, string key, string value, int limit)
    {
        if (key.Length == 0) throw Refuse($"A {what} has an empty key; give it a name.");
        if (MlflowLimits.Length(key) > MlflowLimits.KeyLength)
            throw Refuse($"The key of {what} '{key}' is longer than MLflow's {MlflowLimits.KeyLength} characters; shorten it.");
        int length = MlflowLimits.Length(value);
        if (length > limit)
            throw Refuse($"The value of {what} '{key}' has {length} characters and MLflow keeps {limit}; log it as an artifact instead.");
    }

    private static MlflowException Refuse(string message) => new("INVALID_PARAMETER_VALUE", 0, message);

    private sealed class Batch(string runId)
    {
        public List<WireMetric> Metrics { get; private set; } = [];
        public List<WireKeyValue> Parameters { get; private set; } = [];
        public List<WireKeyValue> Tags { get; private set; } = [];
        public int Bytes { get; set; }
        public int Count => Metrics.Count + Parameters.Count + Tags.Count;

        public bool HasRoom(int size, int sameKind, int limit) =>
            sameKind < limit && Count < MlflowLimits.EntitiesPerBatch && (Bytes + size <= MlflowLimits.BatchBytes || Count == 0);

        public WireLogBatch Take()
        {
            var request = new WireLogBatch(runId, Metrics, Parameters, Tags);
            (Metrics, Parameters, Tags, Bytes) = ([], [], [], 0);
            return request;
        }
    }
}
