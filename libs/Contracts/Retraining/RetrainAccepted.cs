namespace ImageClassifier.Contracts.Retraining;

/// <summary>The answer to an accepted <c>POST /api/retrain</c>; the URLs after the second are Durable Functions' own.</summary>
/// <param name="Id">The retrain, and the durable instance that does it.</param>
/// <param name="Warnings">What was accepted and should be changed, like a field under a former name; null where there is nothing to
/// say.</param>
/// <param name="StatusUrl">Path of its progress on the same server: <c>/api/retrain/{id}</c>.</param>
public sealed record RetrainAccepted(
    string Id, string StatusUrl, string? StatusQueryGetUri, string? SendEventPostUri, string? TerminatePostUri,
    string? SuspendPostUri, string? ResumePostUri, string? PurgeHistoryDeleteUri, IReadOnlyList<Problem>? Warnings = null);
