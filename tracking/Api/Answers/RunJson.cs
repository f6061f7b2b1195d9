using System.Text.Json;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api.Answers;

/// <summary>
/// Writes runs with their latest metrics, parameters and tags, and with what they read and made. Each table is read once for any number of
/// runs: its rows come in the order of the runs, and go into the answer as they come.
/// </summary>
internal static class RunJson
{
    private static readonly JsonEncodedText Info = JsonEncodedText.Encode("info");
    private static readonly JsonEncodedText Data = JsonEncodedText.Encode("data");
    private static readonly JsonEncodedText Inputs = JsonEncodedText.Encode("inputs");
    private static readonly JsonEncodedText Outputs = JsonEncodedText.Encode("outputs");
    private static readonly JsonEncodedText Metrics = JsonEncodedText.Encode("metrics");
    private static readonly JsonEncodedText Parameters = JsonEncodedText.Encode("params");
    private static readonly JsonEncodedText Tags = JsonEncodedText.Encode("tags");
    private static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");

    /// <summary>One run as <c>{"run": …}</c>; a new one has no outputs, as in MLflow's answer.</summary>
    public static JsonAnswer Answer(SqliteSession session, RunInfo info, bool isNew = false) => JsonAnswer.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("run");
        Write(writer, session, [info], isNew);
        writer.WriteEndObject();
    });

    /// <summary>A page of runs as <c>{"runs": […], "next_page_token": …}</c>.</summary>
    public static JsonAnswer Answer(SqliteSession session, Page<RunInfo> page) => JsonAnswer.Of(writer =>
    {
        writer.WriteStartObject();
        if (page.Items.Count > 0)
        {
            writer.WriteStartArray("runs");
            Write(writer, session, page.Items, isNew: false);
            writer.WriteEndArray();
        }
        if (page.NextPageToken is not null) writer.WriteString("next_page_token", page.NextPageToken);
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, SqliteSession session, IReadOnlyList<RunInfo> runs, bool isNew)
    {
        string ids = JsonList.Of(runs.Select(run => run.RunId));
        var (inputs, outputs) = InputStore.Of(session, ids);
        using var metrics = new RunRows(RunStore.LatestMetrics(session), ids);
        using var parameters = new RunRows(RunStore.KeyValues(session, "params"), ids);
        using var tags = new RunRows(RunStore.KeyValues(session, "tags"), ids);
        for (int i = 0; i < runs.Count; i++)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(Info);
            JsonSerializer.Serialize(writer, runs[i], MessagesJson.Default.RunInfo);
            writer.WriteStartObject(Data);
            WriteList(writer, Metrics, metrics, i, WriteMetric);
            WriteList(writer, Parameters, parameters, i, WriteKeyValue);
            WriteList(writer, Tags, tags, i, WriteKeyValue);
            writer.WriteEndObject();
            writer.WritePropertyName(Inputs);
            JsonSerializer.Serialize(writer, inputs.GetValueOrDefault(runs[i].RunId, InputStore.Nothing), MessagesJson.Default.RunInputs);
            if (!isNew)
            {
                writer.WritePropertyName(Outputs);
                JsonSerializer.Serialize(
                    writer, outputs.GetValueOrDefault(runs[i].RunId, InputStore.NothingMade), MessagesJson.Default.RunOutputs);
            }
            writer.WriteEndObject();
        }
    }

    // Protobuf's JSON leaves empty lists out.
    private static void WriteList(
        Utf8JsonWriter writer, JsonEncodedText name, RunRows rows, int run, Action<Utf8JsonWriter, RepeatedStatement> write)
    {
        if (rows.Run != run) return;
        writer.WriteStartArray(name);
        do
        {
            write(writer, rows.Row);
            rows.Next();
        }
        while (rows.Run == run);
        writer.WriteEndArray();
    }

    private static void WriteMetric(Utf8JsonWriter writer, RepeatedStatement row) => MetricJson.Write(writer, row, first: 1);

    private static void WriteKeyValue(Utf8JsonWriter writer, RepeatedStatement row)
    {
        writer.WriteStartObject();
        writer.WriteString(Key, row.Utf8(1));
        var value = row.Utf8(2);
        if (!value.IsEmpty || !row.IsNull(2)) writer.WriteString(Value, value);
        writer.WriteEndObject();
    }

    /// <summary>Rows of a page's runs; the first column says the how-manieth run of the page it is.</summary>
    private sealed class RunRows : IDisposable
    {
        public RunRows(RepeatedStatement select, string ids)
        {
            Row = select;
            select.Text(1, ids);
            Next();
        }

        public RepeatedStatement Row { get; }

        /// <summary>The run of the row; past the last row, none.</summary>
        public int Run { get; private set; }

        public void Next() => Run = Row.Next() ? (int)Row.Number(0) : -1;

        public void Dispose() => Row.Dispose();
    }
}
