namespace ImageClassifier.Cli.Diagnosis;

/// <summary>One thing that <c>imgc doctor</c> looked at.</summary>
/// <param name="What">What it is: <c>Node.js</c>.</param>
/// <param name="Ok">Whether it is as it should be.</param>
/// <param name="Found">What was found: a version, a path, a state.</param>
/// <param name="Advice">What to do when it is not.</param>
internal sealed record Finding(string What, bool Ok, string Found, string? Advice = null);
