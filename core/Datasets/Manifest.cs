using System.Security.Cryptography;
using System.Text.Json;
using ImageClassifier.Core.Json;

namespace ImageClassifier.Core.Datasets;

/// <summary>What a photo is used for.</summary>
public enum Split
{
    Train,
    Validation,
}

/// <summary>One photo of a manifest.</summary>
/// <param name="Blob">In the dataset container.</param>
/// <param name="Label">Its class.</param>
/// <param name="Sha256">Digest of its pixels.</param>
/// <param name="Split">What it is used for.</param>
/// <param name="Group">Photos of one group look nearly alike and are always on the same side of the split.</param>
/// <param name="Upload">What the person called it.</param>
public sealed record ManifestItem(string Blob, string Label, string Sha256, Split Split, string Group, string Upload);

/// <summary>Photos of one class on each side of the split.</summary>
public sealed record ClassCount(string Label, int Train, int Validation);

/// <summary>A frozen list of photos and their split. The same photos, options and seed give the same bytes.</summary>
public sealed record Manifest
{
    public const int CurrentSchemaVersion = 1;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Seed of the split.</summary>
    public required int Seed { get; init; }

    /// <summary>Share of each class asked for as validation photos.</summary>
    public required double ValidationFraction { get; init; }

    /// <summary>In ordinal order: the index of a class is its number in the network's output.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    public required IReadOnlyList<ClassCount> Counts { get; init; }

    /// <summary>In a person's words; training goes on.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Ordered by label, then digest.</summary>
    public required IReadOnlyList<ManifestItem> Items { get; init; }

    /// <summary>The bytes that are stored, and their SHA-256 in lower-case hex: the manifest's name.</summary>
    public (byte[] Bytes, string Digest) Serialize()
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(this, CoreJson.Indented);
        return (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
