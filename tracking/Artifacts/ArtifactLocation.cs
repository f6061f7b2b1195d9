using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Artifacts;

/// <summary>
/// Where an experiment may keep its artifacts: <c>mlflow-artifacts:/…</c>, which is below this server's own artifact root.
/// </summary>
internal static class ArtifactLocation
{
    private const string Scheme = "mlflow-artifacts:/";

    /// <exception cref="TrackingException">It is another server, another store, or no path in its one spelling.</exception>
    public static void Check(string location)
    {
        // A URI's percent escapes and its query or fragment would make the path mean something else to another reader.
        bool isOwn = location.StartsWith(Scheme, StringComparison.Ordinal) && !location.StartsWith(Scheme + "/", StringComparison.Ordinal)
            && location.AsSpan().IndexOfAny("%?#") < 0;
        if (!isOwn)
        {
            throw TrackingException.Invalid(
                $"Invalid artifact location: '{location}'. This server keeps artifacts under its own root: leave 'artifact_location' "
                + "out, or send mlflow-artifacts:/ and a path.");
        }
        ArtifactPath.Parse(location[Scheme.Length..]);
    }
}
