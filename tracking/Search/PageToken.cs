using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Search;

/// <summary>Where the next page starts, and of which question it is a page. To a client the token is opaque.</summary>
internal static class PageToken
{
    /// <summary>What a question is recognized by: all that must be the same for its next page to make sense.</summary>
    public static string Question(params IEnumerable<object?> parts)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Join('\0', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture))));
        return Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 8));
    }

    public static string For(int offset, string question) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($$"""{"offset": {{offset}}, "question": "{{question}}"}"""));

    /// <summary>The offset; 0 without a token.</summary>
    /// <exception cref="TrackingException">It is no token, or one of another question.</exception>
    public static int Parse(string? token, string question)
    {
        if (string.IsNullOrEmpty(token)) return 0;
        if (Read(token) is not var (offset, asked)) throw TrackingException.Invalid("Invalid page token, could not base64-decode");
        return asked == question
            ? offset
            : throw TrackingException.Invalid(
                "Invalid page token: it is of another question. Send it with the filter, order and ids of the request that it came from.");
    }

    private static (int Offset, string? Question)? Read(string token)
    {
        try
        {
            var fields = JsonDocument.Parse(Convert.FromBase64String(token)).RootElement;
            return fields.TryGetProperty("offset", out var offset) && offset.TryGetInt32(out int number) && number >= 0
                && fields.TryGetProperty("question", out var question)
                ? (number, question.GetString())
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
