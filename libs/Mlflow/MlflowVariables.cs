namespace ImageClassifier.Mlflow;

/// <summary>
/// The environment variables by which MLflow's clients find their server; <c>imgc</c>, the functions app and the worker read the same.
/// </summary>
public static class MlflowVariables
{
    /// <summary>The server's address.</summary>
    public const string TrackingUri = "MLFLOW_TRACKING_URI";

    /// <summary>How to sign in: a user with a password, or a token.</summary>
    public const string Username = "MLFLOW_TRACKING_USERNAME", Password = "MLFLOW_TRACKING_PASSWORD", Token = "MLFLOW_TRACKING_TOKEN";

    /// <summary>The experiment that runs are logged to.</summary>
    public const string ExperimentName = "MLFLOW_EXPERIMENT_NAME";

    /// <summary>What it is called where nobody names it.</summary>
    public const string DefaultExperiment = "image-classifier";

    /// <summary>The experiment's name.</summary>
    /// <param name="variable">Reads a variable.</param>
    public static string Experiment(Func<string, string?> variable) =>
        variable(ExperimentName) is { } name && name.Trim().Length > 0 ? name.Trim() : DefaultExperiment;
}
