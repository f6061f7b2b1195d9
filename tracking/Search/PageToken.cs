using System.Globalization;
using System.Text;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Search;

/// <summary>Where the next page starts. To a client the token is opaque.</summary>
internal static class PageToken
{
    public static string For(int offset) => Convert.ToBase64String(Encoding.ASCII.GetBytes(offset.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The offset; 0 without a token.</summary>
    public static int Parse(string? token)
    {
        if (string.IsNullOrEmpty(token)) return 0;
        Span<byte> digits = stackalloc byte[16];
        return Convert.TryFromBase64String(token, digits, out int length)
            && int.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out int offset)
            ? offset
            : throw TrackingException.Invalid($"Invalid page token '{token}'; send the next_page_token of the page before.");
    }
}
