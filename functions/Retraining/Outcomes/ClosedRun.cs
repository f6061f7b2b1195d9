using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Studies.Planning;

namespace ImageClassifier.Functions.Retraining.Outcomes;

/// <summary>One planned run whose job has ended.</summary>
public sealed record CloseRunInput(string RetrainId, int Run, JobOutcome Outcome);

/// <summary>A planned run after its job ended.</summary>
/// <param name="Reused">The job had been trained for another run.</param>
/// <param name="RunId">Its MLflow run.</param>
public sealed record ClosedRun(int Run, JobState State, string? Error, bool Reused, string RunId = "");
