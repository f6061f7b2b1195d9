namespace ImageClassifier.Worker.Runtime;

/// <summary>The work cannot be done; the message says why and what to do, for the person who asked for it.</summary>
internal sealed class WorkerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The command line or the environment is wrong.</summary>
internal sealed class UsageException(string message) : Exception(message);
