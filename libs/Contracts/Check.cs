using System.Globalization;
using System.Numerics;

namespace ImageClassifier.Contracts;

/// <summary>Collects the problems of a record; each check adds at most one.</summary>
public sealed class Check(string path)
{
    public List<Problem> Problems { get; } = [];

    /// <summary>The value must lie in [<paramref name="low"/>, <paramref name="high"/>].</summary>
    public Check Range<T>(string field, T value, T low, T high) where T : INumber<T> =>
        That(value >= low && value <= high, field, $"is {Text(value)}; it must be between {Text(low)} and {Text(high)}");

    /// <summary>The value must lie in [<paramref name="low"/>, <paramref name="high"/>), or (…) with <paramref name="openLow"/>.</summary>
    public Check HalfOpen<T>(string field, T value, T low, T high, bool openLow = false) where T : INumber<T> =>
        That((openLow ? value > low : value >= low) && value < high, field,
            $"is {Text(value)}; it must be {(openLow ? "greater than" : "at least")} {Text(low)} and less than {Text(high)}");

    public Check That(bool holds, string field, string message)
    {
        if (!holds) Problems.Add(new Problem($"{path}.{field}", message));
        return this;
    }

    public Check Include(IEnumerable<Problem> problems)
    {
        Problems.AddRange(problems);
        return this;
    }

    private static string Text<T>(T value) where T : INumber<T> => value.ToString(null, CultureInfo.InvariantCulture);
}
