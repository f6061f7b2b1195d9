namespace ImageClassifier.Contracts.Datasets;

/// <summary>
/// The order of classes, wherever people read them or an index stands for one: as text, but numbers by their value, so that 2 comes before
/// 10.
/// </summary>
/// <remarks>
/// The same on every machine and in every language, because it decides the indices of a model's classes. Manifests and model cards hold
/// their order, so that older ones keep theirs.
/// </remarks>
public sealed class NaturalOrder : IComparer<string>
{
    private NaturalOrder()
    {
    }

    public static NaturalOrder Comparer { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null) return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        int a = 0, b = 0;
        while (a < x.Length && b < y.Length)
        {
            int order;
            if (char.IsAsciiDigit(x[a]) && char.IsAsciiDigit(y[b]))
            {
                ReadOnlySpan<char> first = Number(x, ref a), second = Number(y, ref b);
                order = first.Length != second.Length ? first.Length.CompareTo(second.Length) : first.SequenceCompareTo(second);
            }
            else
            {
                order = x[a++].CompareTo(y[b++]);
            }
            if (order != 0) return order;
        }
        int rest = (x.Length - a).CompareTo(y.Length - b);
        // 07 and 7 have one value.
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    // Without the zeros in front of it.
    private static ReadOnlySpan<char> Number(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text.AsSpan(start, at - start).TrimStart('0');
    }
}
