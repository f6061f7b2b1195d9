using ImageClassifier.Tracking.Database;

namespace ImageClassifier.Tracking.Store;

/// <summary>What a run read and made: datasets, and logged models going in and out. All are rows of MLflow's table <c>inputs</c>.</summary>
internal static class InputStore
{
    public static RunInputs Nothing { get; } = new(null, null);

    public static RunOutputs NothingMade { get; } = new((IReadOnlyList<ModelOutput>?)null);

    public static void LogDatasets(SqliteSession session, string runId, IReadOnlyList<DatasetInput> inputs)
    {
        var run = RunStore.GetActive(session, runId);
        foreach (var input in inputs)
        {
            var dataset = input.Dataset;
            string id = session.First(
                "SELECT dataset_uuid FROM datasets WHERE experiment_id = $1 AND name = $2 AND digest = $3", row => row.GetString(0),
                run.ExperimentId, dataset.Name, dataset.Digest) ?? AddDataset(session, run.ExperimentId, dataset);
            string? inputId = session.First(
                """
                SELECT input_uuid FROM inputs WHERE source_type = 'DATASET' AND source_id = $1 AND destination_type = 'RUN' AND destination_id = $2
                """,
                row => row.GetString(0), id, runId);
            if (inputId is not null) continue; // the first input of a dataset keeps its tags, as in MLflow
            inputId = Add(session, "DATASET", id, "RUN", runId, 0);
            foreach (var tag in input.Tags ?? [])
                session.Execute("INSERT OR REPLACE INTO input_tags (input_uuid, name, value) VALUES ($1, $2, $3)", inputId, tag.Key,
                    tag.Value ?? "");
        }
    }

    public static void LogModelInputs(SqliteSession session, string runId, IReadOnlyList<string> models)
    {
        RunStore.GetActive(session, runId);
        foreach (string model in models)
        {
            LoggedModelStore.Get(session, model);
            Add(session, "RUN_INPUT", runId, "MODEL_INPUT", model, 0);
        }
    }

    public static void LogModelOutputs(SqliteSession session, string runId, IReadOnlyList<ModelOutput> models)
    {
        RunStore.GetActive(session, runId);
        foreach (var model in models)
        {
            LoggedModelStore.Get(session, model.ModelId);
            Add(session, "RUN_OUTPUT", runId, "MODEL_OUTPUT", model.ModelId, model.Step);
        }
    }

    /// <summary>
    /// What some of the runs read and made, by the run's id; those that did neither are left out. Two queries for any number of runs.
    /// </summary>
    /// <param name="session">The database.</param>
    /// <param name="ids">The runs' ids, as a list in JSON.</param>
    public static (IReadOnlyDictionary<string, RunInputs> Inputs, IReadOnlyDictionary<string, RunOutputs> Outputs) Of(
        SqliteSession session, string ids)
    {
        var datasets = session.Query(
            """
            SELECT i.destination_id, i.input_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile
            FROM json_each($1) r
            CROSS JOIN inputs i ON i.destination_type = 'RUN' AND i.source_type = 'DATASET' AND i.destination_id = r.value
            JOIN datasets d ON d.dataset_uuid = i.source_id
            ORDER BY i.rowid
            """,
            row => (Run: row.GetString(0), Input: row.GetString(1), Dataset: new Dataset(
                row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.Text(6), row.Text(7))), ids);
        var models = session.Query(
            """
            SELECT i.source_id, i.source_type, i.destination_id, i.step FROM json_each($1) r
            CROSS JOIN inputs i ON i.source_type IN ('RUN_INPUT', 'RUN_OUTPUT') AND i.source_id = r.value
            ORDER BY i.rowid
            """,
            row => (Run: row.GetString(0), IsInput: row.GetString(1) == "RUN_INPUT", Model: row.GetString(2), Step: row.GetInt64(3)), ids);
        var tags = datasets.Count == 0 ? null : session.Query(
            "SELECT input_uuid, name, value FROM input_tags WHERE input_uuid IN (SELECT value FROM json_each($1)) ORDER BY rowid",
            row => (Input: row.GetString(0), Tag: new KeyValue(row.GetString(1), row.GetString(2))),
            JsonList.Of(datasets.Select(dataset => dataset.Input))).ToLookup(row => row.Input, row => row.Tag);
        var datasetsOf = datasets.ToLookup(
            row => row.Run, row => new DatasetInput(tags![row.Input].ToList().NullIfEmpty(), row.Dataset));
        var modelsOf = models.Where(row => row.IsInput).ToLookup(row => row.Run, row => new ModelInput(row.Model));
        var inputs = datasetsOf.Select(run => run.Key).Union(modelsOf.Select(run => run.Key)).ToDictionary(
            run => run, run => new RunInputs(datasetsOf[run].ToList().NullIfEmpty(), modelsOf[run].ToList().NullIfEmpty()));
        var outputs = models.Where(row => !row.IsInput).GroupBy(row => row.Run, row => new ModelOutput(row.Model, row.Step))
            .ToDictionary(run => run.Key, run => new RunOutputs(run.ToList()));
        return (inputs, outputs);
    }

    /// <summary>The datasets of some experiments, each with the contexts it was read in; the newest thousand.</summary>
    public static List<DatasetSummary> Summaries(SqliteSession session, IReadOnlyList<string> experimentIds) =>
        session.Query(
            """
            SELECT DISTINCT d.experiment_id, d.name, d.digest, t.value
            FROM datasets d
            JOIN inputs i ON i.source_type = 'DATASET' AND i.source_id = d.dataset_uuid AND i.destination_type = 'RUN'
            LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context'
            WHERE d.experiment_id IN (SELECT value FROM json_each($1)) ORDER BY d.name, d.digest, t.value LIMIT 1000
            """,
            row => new DatasetSummary(row.GetString(0), row.GetString(1), row.GetString(2), row.Text(3)), JsonList.Of(experimentIds));

    private static string AddDataset(SqliteSession session, string experimentId, Dataset dataset)
    {
        string id = Guid.NewGuid().ToString("N");
        session.Execute(
            """
            INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            id, experimentId, dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile);
        return id;
    }

    private static string Add(SqliteSession session, string sourceType, string source, string destinationType, string destination,
        long step)
    {
        string id = Guid.NewGuid().ToString("N");
        session.Execute(
            """
            INSERT OR IGNORE INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES ($1, $2, $3, $4, $5, $6)
            """,
            id, sourceType, source, destinationType, destination, step);
        return id;
    }
}
