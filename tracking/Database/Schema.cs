using System.Reflection;

namespace ImageClassifier.Tracking.Database;

/// <summary>
/// MLflow's own tables, as MLflow 3.17.2 makes them, so that <c>mlflow server</c> can be started on
/// this server's database and this server on MLflow's.
/// </summary>
internal static class Schema
{
    /// <summary>The alembic revision that the tables have: the newest of MLflow 3.17.2.</summary>
    public const string Revision = "dc11669786a5";

    /// <summary>The MLflow release that makes databases of <see cref="Revision"/>.</summary>
    public const string Release = "3.17.2";

    /// <summary>The revision that this server can bring to <see cref="Revision"/>: the newest of MLflow 3.13.0.</summary>
    public const string Upgradable = "da6fb0208061";

    /// <summary>The workspace that this server shows; MLflow uses the same when workspaces are off.</summary>
    public const string Workspace = "default";

    /// <summary>The statements that make an empty database.</summary>
    public static string Create()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Database/Schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
