using System.Globalization;
using System.Numerics;

namespace ImageClassifier.Contracts.Datasets;

/// <summary>A photo's perceptual hash of 256 bits, ready to be compared with many others.</summary>
public readonly struct PhotoHash
{
    private const int Digits = 64;

    private readonly ulong _first, _second, _third, _fourth;

    private PhotoHash(string hash) => (_first, _second, _third, _fourth) = (Word(hash, 0), Word(hash, 16), Word(hash, 32), Word(hash, 48));

    /// <param name="hash">64 hex digits.</param>
    public static PhotoHash Parse(string hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, Digits, nameof(hash));
        return new PhotoHash(hash);
    }

    /// <summary>How many of the 256 bits differ.</summary>
    public int DistanceTo(in PhotoHash other) =>
        BitOperations.PopCount(_first ^ other._first) + BitOperations.PopCount(_second ^ other._second)
        + BitOperations.PopCount(_third ^ other._third) + BitOperations.PopCount(_fourth ^ other._fourth);

    private static ulong Word(string hash, int start) =>
        ulong.Parse(hash.AsSpan(start, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
