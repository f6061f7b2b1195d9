using System.Reflection;

namespace ImageClassifier.Mlflow.Logging;

/// <summary>Tags by which MLflow's page says who made a run, with what, and from which commit.</summary>
public static class RunSource
{
    /// <param name="program">What makes the run.</param>
    public static IReadOnlyDictionary<string, string> Tags(Assembly program)
    {
        var tags = new Dictionary<string, string>
        {
            [MlflowTags.User] = Environment.UserName,
            [MlflowTags.SourceName] = program.GetName().Name ?? "",
            [MlflowTags.SourceType] = "LOCAL",
        };
        // The build appends the commit: 1.0.0+0a1b….
        string version = program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        int plus = version.IndexOf('+', StringComparison.Ordinal);
        if (plus >= 0) tags[MlflowTags.GitCommit] = version[(plus + 1)..];
        return tags;
    }
}
