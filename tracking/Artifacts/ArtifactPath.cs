using System.Globalization;
using System.Text;

namespace ImageClassifier.Tracking.Artifacts;

/// <summary>
/// A path below the artifact root that has one spelling only: no empty, <c>.</c> or <c>..</c> part, nothing a file system reads differently.
/// </summary>
internal readonly record struct ArtifactPath
{
    private const int MostBytesPerPart = 255;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ArtifactPath(IReadOnlyList<string> parts) => Parts = parts;

    /// <summary>The folders and, last, the file; empty for the root.</summary>
    public IReadOnlyList<string> Parts { get; }

    public static ArtifactPath Root { get; } = new([]);

    public string Name => Parts.Count == 0 ? "" : Parts[^1];

    /// <summary>A path that is decoded already, such as a query parameter; empty is the root.</summary>
    /// <exception cref="TrackingException">It is not canonical.</exception>
    public static ArtifactPath Parse(string path) => path.Length == 0 ? Root : new([.. path.Split('/').Select(part => Check(part, path))]);

    /// <summary>The part of a request's target after the route's prefix, as it was sent.</summary>
    /// <exception cref="TrackingException">It is not canonical once each part is decoded, which happens exactly once.</exception>
    public static ArtifactPath ParseEscaped(string escaped) =>
        escaped.Length == 0 ? Root : new([.. escaped.Split('/').Select(part => Check(Decode(part, escaped), escaped))]);

    public ArtifactPath Join(ArtifactPath below) => new([.. Parts, .. below.Parts]);

    public override string ToString() => string.Join('/', Parts);

    private static string Decode(string part, string path)
    {
        using var bytes = new MemoryStream();
        for (int i = 0; i < part.Length; i++)
        {
            if (part[i] != '%')
            {
                // A request line holds ASCII only; anything else must have been escaped.
                if (!char.IsAscii(part[i])) throw Refuse(path);
                bytes.WriteByte((byte)part[i]);
            }
            else if (i + 2 < part.Length && TryHex(part.AsSpan(i + 1, 2), out byte value))
            {
                bytes.WriteByte(value);
                i += 2;
            }
            else
            {
                throw Refuse(path);
            }
        }
        try
        {
            return StrictUtf8.GetString(bytes.ToArray());
        }
        catch (DecoderFallbackException)
        {
            throw Refuse(path);
        }
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out byte value) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static string Check(string part, string path)
    {
        bool canonical = part is not ("" or "." or "..")
            && !part.AsSpan().ContainsAny('/', '\\', ':')
            && !part.Any(char.IsControl)
            && Encoding.UTF8.GetByteCount(part) <= MostBytesPerPart;
        return canonical ? part : throw Refuse(path);
    }

    private static TrackingException Refuse(string path) =>
        TrackingException.Invalid($"Invalid path: '{path}'. Use names joined by '/', without '.', '..', '\\', ':' or control characters.");
}
