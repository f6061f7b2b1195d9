using System.Text;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Security;

namespace ImageClassifier.Tracking.Artifacts;

/// <summary>
/// A path below the artifact root that has one spelling only: no empty, <c>.</c> or <c>..</c> part and no drive, as in MLflow
/// (<c>validate_path_is_safe</c> in mlflow/utils/uri.py), and no <c>\</c> or control character. Any other name is a name: <c>12:30.log</c>
/// is one.
/// </summary>
internal readonly record struct ArtifactPath
{
    private const int MostBytesPerPart = 255;
    private const int MostParts = 64;

    private ArtifactPath(IReadOnlyList<string> parts) => Parts = parts;

    /// <summary>The folders and, last, the file; empty for the root.</summary>
    public IReadOnlyList<string> Parts { get; }

    public static ArtifactPath Root { get; } = new([]);

    public string Name => Parts.Count == 0 ? "" : Parts[^1];

    /// <summary>A path that is decoded already, such as a query parameter; empty is the root.</summary>
    /// <exception cref="TrackingException">It is not canonical.</exception>
    public static ArtifactPath Parse(string path) => path.Length == 0 ? Root : Checked(path.Split('/'), path);

    /// <summary>The path of a folder to list: <c>.</c> and empty parts say nothing, as in MLflow.</summary>
    /// <exception cref="TrackingException">It begins at a root, or is not canonical once they are left out.</exception>
    public static ArtifactPath ParseFolder(string path) =>
        path.StartsWith('/') ? throw Refuse(path) : Parse(string.Join('/', path.Split('/').Where(part => part is not ("" or "."))));

    /// <summary>The part of a request's target after the route's prefix, as it was sent.</summary>
    /// <exception cref="TrackingException">It is not canonical once each part is decoded, which happens exactly once.</exception>
    public static ArtifactPath ParseEscaped(string escaped) =>
        escaped.Length == 0 ? Root : Checked(CanonicalPath.Parts(escaped) ?? throw Refuse(escaped), escaped);

    /// <summary>The path of an artifact URI of this server, <c>mlflow-artifacts:/1/2/artifacts</c>; null for any other.</summary>
    public static ArtifactPath? OfUri(string uri)
    {
        const string Scheme = "mlflow-artifacts:";
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        string rest = uri[Scheme.Length..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            // The other form names the server: mlflow-artifacts://host:port/path.
            int slash = rest.IndexOf('/', 2);
            rest = slash < 0 ? "" : rest[slash..];
        }
        return Parse(rest.Trim('/'));
    }

    public ArtifactPath Join(ArtifactPath below) => new([.. Parts, .. below.Parts]);

    public override string ToString() => string.Join('/', Parts);

    private static ArtifactPath Checked(IReadOnlyList<string> parts, string path)
    {
        bool canonical = parts.Count <= MostParts && parts.All(part =>
            CanonicalPath.IsName(part) && !IsDrive(part) && Encoding.UTF8.GetByteCount(part) <= MostBytesPerPart);
        return canonical ? new(parts) : throw Refuse(path);
    }

    // A client on Windows would take C:/x for a path of its own machine.
    private static bool IsDrive(string part) => part is [var letter, ':'] && char.IsAsciiLetter(letter);

    private static TrackingException Refuse(string path) =>
        TrackingException.Invalid(
            $"Invalid path: '{(path.Length <= 300 ? path : path[..300] + "…")}'. Use names joined by '/', of at "
                + $"most {MostBytesPerPart} bytes each, without '.', '..', "
            + "'\\', control characters, or a drive such as 'C:'.");
}
