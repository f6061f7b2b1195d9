using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImageClassifier.Worker.Local;

/// <summary>Which runs of a study one of several processes trains: of all independent ones each <paramref name="Of"/>th.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Of">Number of processes.</param>
internal sealed record StudyShard(int Number, int Of)
{
    /// <summary>Whether a run, by its place among the independent ones, is in this shard.</summary>
    public bool Has(int place) => place % Of == Number;

    /// <summary>As <c>1/2</c>, counted from 1.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number + 1}/{Of}");

    public static bool TryParse(string text, [NotNullWhen(true)] out StudyShard? shard)
    {
        string[] parts = text.Split('/');
        shard = parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int number)
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int of)
            && number >= 1 && number <= of ? new StudyShard(number - 1, of) : null;
        return shard is not null;
    }
}
