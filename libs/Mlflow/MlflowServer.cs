namespace ImageClassifier.Mlflow;

/// <summary>What a tracking server is, and whether runs and their artifacts can be logged to it.</summary>
/// <param name="Address">Without a password.</param>
/// <param name="Experiment">The experiment that runs are to be logged to.</param>
public sealed record MlflowServer(string Address, string Experiment)
{
    /// <summary>Whether it is this project's own server; null while that is unknown.</summary>
    public bool? IsOurs { get; init; }

    /// <summary>The release of MLflow that it is, or follows; null while that is unknown.</summary>
    public string? Version { get; init; }

    /// <summary>Where MLflow keeps its runs, <c>SqlStore</c> for instance; null of servers before 3.17.</summary>
    public string? Store { get; init; }

    /// <summary>Why it cannot be used; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Advice { get; init; }

    /// <summary>Which server it is, in one line.</summary>
    public string Describe()
    {
        string kind = IsOurs switch { true => "this project's server", false => "MLflow", null => "tracking server" };
        string version = Version is null ? "" : IsOurs == true ? $" (API of MLflow {Version})" : $" {Version}";
        string store = Store is null ? "" : $", {Store}";
        return $"{kind}{version} at {Address}{store}, experiment \"{Experiment}\"";
    }
}
