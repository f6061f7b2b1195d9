namespace ImageClassifier.Mlflow;

/// <summary>Tags that MLflow's own page reads (<c>mlflow/utils/mlflow_tags.py</c>).</summary>
public static class MlflowTags
{
    /// <summary>Makes a run the child of another.</summary>
    public const string ParentRunId = "mlflow.parentRunId";

    /// <summary>Who made the run, with what, and from which state of its source.</summary>
    public const string User = "mlflow.user", SourceName = "mlflow.source.name", SourceType = "mlflow.source.type",
        GitCommit = "mlflow.source.git.commit";

    /// <summary>The run's description, Markdown.</summary>
    public const string Note = "mlflow.note.content";

    /// <summary>Of a data-set input: what it is used for.</summary>
    public const string DataContext = "mlflow.data.context";

    /// <summary>The tables among the artifacts, as JSON.</summary>
    public const string LoggedArtifacts = "mlflow.loggedArtifacts";

    /// <summary>Whether there are pictures below <c>images/</c>.</summary>
    public const string LoggedImages = "mlflow.loggedImages";
}
