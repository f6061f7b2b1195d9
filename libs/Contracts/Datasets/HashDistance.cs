using System.Globalization;
using System.Numerics;

namespace ImageClassifier.Contracts.Datasets;

/// <summary>How far two photos are apart by their perceptual hashes.</summary>
public static class HashDistance
{
    /// <summary>How many of the 256 bits differ.</summary>
    /// <param name="a">64 hex digits.</param>
    /// <param name="b">64 hex digits.</param>
    public static int Between(string a, string b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(a.Length, 64, nameof(a));
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, 64, nameof(b));
        int distance = 0;
        for (int i = 0; i < 64; i += 16) distance += BitOperations.PopCount(Word(a, i) ^ Word(b, i));
        return distance;
    }

    private static ulong Word(string hash, int start) =>
        ulong.Parse(hash.AsSpan(start, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
