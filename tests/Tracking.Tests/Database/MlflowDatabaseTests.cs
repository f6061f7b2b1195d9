using ImageClassifier.Tracking.Database;
using Tracking.Tests.Support;

namespace Tracking.Tests.Database;

/// <summary>Databases that MLflow's own servers made: all that is in them is shown, and they take new runs.</summary>
[Trait("Tier", "integration")]
public sealed class MlflowDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlflow-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "mlflow.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_database_of_the_revision_before_is_upgraded_to_the_tables_that_mlflow_makes()
    {
        RecordedDatabase.Write("mlflow-3.13.0.sql", Path);

        using (TrackingDatabase.Open(Path)) { }

        using var file = RecordedDatabase.OpenFile(Path);
        var (expected, actual) = (SchemaFacts.Expected(), SchemaFacts.Of(file));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, table => Assert.Equal(table.Value, actual[table.Key]));
        Assert.Equal("f f", Value(Path, "SELECT group_concat(trace_name, ' ') FROM trace_info"));
    }

    // The copy is as the database was; the upgrade makes columns of tags.
    [Theory]
    [InlineData("", "dc11669786a5", "0")]
    [InlineData(".da6fb0208061", "da6fb0208061", "2")]
    public void The_database_is_copied_before_it_is_upgraded(string suffix, string revision, string names)
    {
        RecordedDatabase.Write("mlflow-3.13.0.sql", Path);

        using (TrackingDatabase.Open(Path)) { }

        Assert.Equal(revision, Value(Path + suffix, "SELECT version_num FROM alembic_version"));
        Assert.Equal("ok", Value(Path + suffix, "PRAGMA integrity_check"));
        Assert.Equal(names, Value(Path + suffix, "SELECT count(*) FROM trace_tags WHERE key = 'mlflow.traceName'"));
    }

    [Fact]
    public void An_upgrade_that_would_leave_a_broken_reference_changes_nothing()
    {
        RecordedDatabase.Write("mlflow-3.13.0.sql", Path);
        using (var file = RecordedDatabase.OpenFile(Path))
        using (var command = file.CreateCommand())
        {
            command.CommandText = "PRAGMA foreign_keys = OFF; DELETE FROM trace_info";
            command.ExecuteNonQuery();
        }

        Assert.Contains("cannot be upgraded", Assert.Throws<InvalidDataException>(() => TrackingDatabase.Open(Path)).Message);

        Assert.Equal("da6fb0208061", Value(Path, "SELECT version_num FROM alembic_version"));
        Assert.Equal("0", Value(Path, "SELECT count(*) FROM sqlite_master WHERE name = 'scheduler_leases'"));
    }

    [Theory]
    [InlineData("mlflow-3.13.0.sql", "py-313", 5, "ref-model", 3, 2)]
    [InlineData("mlflow-3.17.2.sql", "photos", 2, "photos-model", 2, 1)]
    public async Task All_that_mlflow_wrote_is_shown_and_new_runs_are_taken(
        string dump, string experiment, int runs, string model, int versions, int traces)
    {
        await using var server = new LocalServer();
        RecordedDatabase.Write(dump, System.IO.Path.Combine(server.Folder, "mlflow.db"));
        await server.InitializeAsync();

        var found = await server.GetAsync($"experiments/get-by-name?experiment_name={experiment}");
        string id = found.GetProperty("experiment").GetProperty("experiment_id").GetString()!;
        var all = await server.PostAsync("runs/search", new { experiment_ids = new[] { id } });
        Assert.Equal(runs, all.GetProperty("runs").GetArrayLength());
        Assert.All(all.GetProperty("runs").EnumerateArray(), run =>
            Assert.Equal("root", run.GetProperty("info").GetProperty("user_id").GetString()));
        var champion = await server.GetAsync($"registered-models/alias?name={model}&alias=champion");
        Assert.Equal(model, champion.GetProperty("model_version").GetProperty("name").GetString());
        var known = await server.GetAsync($"model-versions/search?filter=name%3D'{model}'");
        Assert.Equal(versions, known.GetProperty("model_versions").GetArrayLength());
        var searched = await server.SendAsync(HttpMethod.Post, "/api/3.0/mlflow/traces/search", new { locations = new[] { Location(id) } });
        Assert.Equal(traces, searched.GetProperty("traces").GetArrayLength());
        string trace = searched.GetProperty("traces")[0].GetProperty("trace_id").GetString()!;
        var whole = await server.SendAsync(HttpMethod.Get, $"/api/3.0/mlflow/traces/get?trace_id={trace}", null);
        Assert.Equal(1, whole.GetProperty("trace").GetProperty("spans").GetArrayLength());
        Assert.Equal(2, (await server.PostAsync("experiments/search", new { filter = "name != 'elsewhere'" })).GetProperty("experiments")
            .GetArrayLength());

        var run = await server.NewRunAsync(experimentId: id);
        await server.PostAsync("runs/log-metric", new { run_id = run.RunId, key = "accuracy", value = 0.5, timestamp = 1 });
        Assert.Equal(
            runs + 1, (await server.PostAsync("runs/search", new { experiment_ids = new[] { id } })).GetProperty("runs").GetArrayLength());
        Assert.Equal("ok", Value(System.IO.Path.Combine(server.Folder, "mlflow.db"), "PRAGMA integrity_check"));
    }

    private static object Location(string id) => new { type = "MLFLOW_EXPERIMENT", mlflow_experiment = new { experiment_id = id } };

    private static string Value(string path, string sql)
    {
        using var connection = RecordedDatabase.OpenFile(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!.ToString()!;
    }
}
