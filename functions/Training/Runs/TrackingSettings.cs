using ImageClassifier.Mlflow;

namespace ImageClassifier.Functions.Training.Runs;

/// <summary>The MLflow experiment that all runs are logged to.</summary>
public sealed record TrackingSettings(string ExperimentName = MlflowVariables.DefaultExperiment);
