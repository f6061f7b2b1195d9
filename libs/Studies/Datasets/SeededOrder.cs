using System.Security.Cryptography;
using System.Text;

namespace ImageClassifier.Studies.Datasets;

/// <summary>A random order that follows from a seed and the names of things alone.</summary>
internal static class SeededOrder
{
    /// <summary>To sort by: 64 hex digits.</summary>
    public static string Key(int seed, string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}/{name}"))));
}
