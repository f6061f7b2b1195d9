using System.Globalization;
using System.Text;

namespace ImageClassifier.Tracking.Security;

/// <summary>
/// Reads a request's path as it was sent: each part is decoded exactly once, and a path with a second spelling is refused. So nothing
/// behind this line has to ask what <c>..</c>, <c>%2e</c> or <c>\</c> would mean to a router or a file system.
/// </summary>
internal static class CanonicalPath
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The decoded parts of a path without its leading slash; null when it is not canonical.</summary>
    public static List<string>? Parts(string escaped)
    {
        var parts = new List<string>();
        foreach (string part in escaped.Split('/'))
        {
            if (Decode(part) is not { } decoded || !IsName(decoded)) return null;
            parts.Add(decoded);
        }
        return parts;
    }

    /// <summary>Whether a decoded part is one name and nothing else.</summary>
    public static bool IsName(string part) =>
        part is not ("" or "." or "..") && !part.AsSpan().ContainsAny('/', '\\') && !part.Any(char.IsControl);

    private static string? Decode(string part)
    {
        var bytes = new byte[part.Length];
        int length = 0;
        for (int i = 0; i < part.Length; i++)
        {
            if (part[i] != '%')
            {
                // A request line holds ASCII only; anything else must have been escaped.
                if (!char.IsAscii(part[i])) return null;
                bytes[length++] = (byte)part[i];
            }
            else if (i + 2 < part.Length
                && byte.TryParse(part.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes[length++] = value;
                i += 2;
            }
            else
            {
                return null;
            }
        }
        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
