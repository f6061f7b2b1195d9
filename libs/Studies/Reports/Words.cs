using static ImageClassifier.Contracts.Text.Invariant;

namespace ImageClassifier.Studies.Reports;

/// <summary>Numbers as people read them.</summary>
internal static class Words
{
    public static string Percent(double share) => Text($"{100 * share:0.0} %");

    /// <summary>A difference of two shares.</summary>
    public static string Points(double difference) =>
        Text($"{100 * difference:0.0} {(Math.Abs(Math.Round(100 * difference, 1)) == 1 ? "point" : "points")}");

    public static string Signed(double difference) => Text($"{100 * difference:+0.0;−0.0;0.0}");

    public static string P(double p) => p switch { < 0.001 => "p < 0.001", > 0.9995 => "p = 1", _ => Text($"p = {p:0.000}") };

    public static string Duration(double seconds) => seconds switch
    {
        < 10 => Text($"{seconds:0.0} s"),
        < 120 => Text($"{seconds:0} s"),
        < 7200 => Text($"{seconds / 60:0} min"),
        _ => Text($"{seconds / 3600:0.0} h"),
    };

    public static string Count(long count) => count switch
    {
        < 10_000 => Text($"{count:N0}"),
        < 1_000_000 => Text($"{count / 1e3:0} k"),
        _ => Text($"{count / 1e6:0.0} M"),
    };


    public static string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}",
    };

    public static string Plural(int count, string one, string? many = null) =>
        count == 1 ? $"1 {one}" : Text($"{count} {many ?? one + "s"}");
}
