using System.Globalization;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Traces;

/// <summary>
/// Times and durations as protobuf's JSON writes them: <c>2026-11-28T07:49:48.031Z</c> and <c>1.500s</c>. Here they are milliseconds.
/// </summary>
internal static class ProtobufTime
{
    public static string Time(long milliseconds)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return time.ToString(
            milliseconds % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    public static string Duration(long milliseconds) =>
        milliseconds % 1000 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000}s")
            : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000m:0.000}s");

    public static long ParseTime(string name, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeMilliseconds()
            : throw TrackingException.Invalid(
                $"Invalid value '{text}' for parameter '{name}' supplied. It must be a time such as 2026-11-28T07:49:48.031Z.");

    public static long ParseDuration(string name, string text) =>
        text.EndsWith('s') && decimal.TryParse(text[..^1], NumberStyles.Number, CultureInfo.InvariantCulture, out decimal seconds)
        && Math.Abs(seconds) < 1_000_000_000_000m
            ? (long)(seconds * 1000)
            : throw TrackingException.Invalid(
                $"Invalid value '{text}' for parameter '{name}' supplied. It must be a duration such as 1.500s.");
}
