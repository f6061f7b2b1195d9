namespace ImageClassifier.Contracts.Health;

/// <summary>One thing that the app needs.</summary>
/// <param name="Name"><c>storage</c>, <c>tracking</c>, <c>worker</c> or <c>champion</c>.</param>
/// <param name="Ok">Whether it is as it should be; a missing champion is no fault.</param>
/// <param name="Detail">What was found, and what to do where it is not ok.</param>
public sealed record HealthCheck(string Name, bool Ok, string Detail);

/// <summary>The answer to <c>GET /api/health</c>: 200 when healthy, 503 when not.</summary>
/// <param name="ChampionVersion">Of the model that serves; null before the first retrain.</param>
public sealed record HealthReport(bool Healthy, IReadOnlyList<HealthCheck> Checks, string? ChampionVersion);
