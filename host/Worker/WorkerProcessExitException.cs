namespace ImageClassifier.Hosting.Worker;

/// <summary>
/// The app's process ended while a function ran. The durable extension knows this exception by its name, and runs the orchestrator's turn
/// again.
/// </summary>
internal sealed class WorkerProcessExitException(string function) : Exception($"The app's process ended during {function}.");
