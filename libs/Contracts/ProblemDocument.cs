namespace ImageClassifier.Contracts;

/// <summary>The body of every error answer, <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="Type">Stable, for programs: <c>urn:image-classifier:invalid-request</c>.</param>
/// <param name="Title">What kind of thing went wrong.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What went wrong this time and what to do.</param>
/// <param name="Errors">All that is wrong with the request, where it can be said part by part.</param>
public sealed record ProblemDocument(string Type, string Title, int Status, string Detail, IReadOnlyList<Problem>? Errors = null)
{
    public const string ContentType = "application/problem+json";
}
