using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Store;
using Microsoft.Data.Sqlite;

namespace Tracking.Tests.Database;

public sealed class SchemaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("schema-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "mlflow.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_table_is_mlflows_own()
    {
        using (TrackingDatabase.Open(Path)) { }
        using var file = Open();

        var (expected, actual) = (SchemaFacts.Expected(), SchemaFacts.Of(file));

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(66, expected.Count);
        Assert.All(expected, table => Assert.Equal(table.Value, actual[table.Key]));
    }

    [Fact]
    public void A_new_database_has_the_revision_a_workspace_and_the_default_experiment()
    {
        using (TrackingDatabase.Open(Path)) { }

        Assert.Equal("dc11669786a5", Value("SELECT version_num FROM alembic_version"));
        Assert.Equal("default", Value("SELECT name FROM workspaces"));
        Assert.Equal("0 Default active", Value("SELECT experiment_id || ' ' || name || ' ' || lifecycle_stage FROM experiments"));
        Assert.Equal("wal", Value("PRAGMA journal_mode"));
    }

    [Theory]
    [InlineData("bda7b8c39065")]
    [InlineData("7f2a7d5fae7d")]
    public void An_older_revision_is_refused_with_what_to_run_and_left_alone(string revision)
    {
        Script($"CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL); INSERT INTO alembic_version VALUES ('{revision}');");
        byte[] before = File.ReadAllBytes(Path);

        var error = Assert.Throws<InvalidDataException>(() => TrackingDatabase.Open(Path));

        Assert.Contains($"'{revision}', which is older", error.Message);
        Assert.Contains($"pip install 'mlflow==3.17.2' && mlflow db upgrade sqlite:///{Path}", error.Message);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_newer_revision_is_refused_with_what_to_run_and_left_alone()
    {
        Script(Schema.Create() + "UPDATE alembic_version SET version_num = 'ffffffffffff';");
        byte[] before = File.ReadAllBytes(Path);

        var error = Assert.Throws<InvalidDataException>(() => TrackingDatabase.Open(Path));

        Assert.Contains("'ffffffffffff', which is newer", error.Message);
        Assert.Contains($"mlflow server --backend-store-uri sqlite:///{Path}", error.Message);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void What_an_earlier_version_left_null_is_filled_in()
    {
        Script(Schema.Create() + """
            INSERT INTO runs (run_uuid, name, status, lifecycle_stage, experiment_id) VALUES ('r1', 'n', 'FINISHED', 'active', 0);
            INSERT INTO registered_models (name) VALUES ('m');
            INSERT INTO model_versions (name, version, current_stage) VALUES ('m', 1, 'None'), ('m', 2, 'Deleted_Internal');
            """);

        using (TrackingDatabase.Open(Path)) { }

        Assert.Equal("", Value("SELECT user_id FROM runs"));
        Assert.Equal("", Value("SELECT description FROM registered_models"));
        Assert.Equal("", Value("SELECT description || run_id || run_link FROM model_versions WHERE version = 1"));
        Assert.Equal("1", Value("SELECT description IS NULL FROM model_versions WHERE version = 2"));
    }

    [Fact]
    public void A_database_of_something_else_is_refused()
    {
        Script("CREATE TABLE recipes (name TEXT)");

        Assert.Contains("'recipes'", Assert.Throws<InvalidDataException>(() => TrackingDatabase.Open(Path)).Message);
    }

    [Fact]
    public void A_database_of_the_first_version_is_brought_up_to_date_with_all_that_is_in_it()
    {
        using (var stream = typeof(SchemaTests).Assembly.GetManifestResourceStream("first-version.sql")!)
        using (var reader = new StreamReader(stream)) Script(reader.ReadToEnd());

        using (var database = TrackingDatabase.Open(Path))
        {
            var run = database.Read(session => RunStore.GetInfo(session, "r1"));
            Assert.Equal(("1", "sunny-seal-7", "FINISHED"), (run.ExperimentId, run.RunName, run.Status));
            Assert.Equal([0, 1, 2], database.Read(session => MetricStore.Steps(session, "r1", "loss")));
            Assert.Equal("2", database.Read(session => ModelStore.GetByAlias(session, "champion", "champion")).Version);
        }

        using var file = Open();
        var (expected, actual) = (SchemaFacts.Expected(), SchemaFacts.Of(file));
        Assert.All(expected, table => Assert.Equal(table.Value, actual[table.Key]));
        Assert.Equal("0.75", Value("SELECT value FROM latest_metrics WHERE run_uuid = 'r1'"));
        Assert.Equal("0.1", Value("SELECT value FROM params WHERE run_uuid = 'r1'"));
        Assert.Equal("flowers", Value("SELECT value FROM tags WHERE run_uuid = 'r1'"));
        Assert.Equal("Default", Value("SELECT name FROM experiments WHERE experiment_id = 0"));
        Assert.Equal("", Value("SELECT coalesce(group_concat(parent), '') FROM pragma_foreign_key_check"));
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Script(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string Value(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!.ToString()!;
    }
}
