using System.Security.Cryptography;
using System.Text.Json;
using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Contracts.Datasets;

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
/// <param name="Split">What it is used for; with folds, in the first of them.</param>
/// <param name="Group">Photos of one group look nearly alike and are always on the same side of the split, and in one fold.</param>
/// <param name="Upload">What the person called it.</param>
/// <param name="Fold">From 0: the fold that it validates; it trains all others. Null in a hold-out split.</param>
/// <param name="PerceptualHash">256-bit difference hash, 64 lower-case hex digits; null in manifests of older versions.</param>
public sealed record ManifestItem(string Blob, string Label, string Sha256, Split Split, string Group, string Upload, int? Fold = null,
    string? PerceptualHash = null);

/// <summary>Photos of one class on each side of the split; with folds, of the first of them.</summary>
public sealed record ClassCount(string Label, int Train, int Validation);

/// <summary>The two sides of one fold, each in the manifest's order.</summary>
public sealed record ManifestFold(IReadOnlyList<ManifestItem> Train, IReadOnlyList<ManifestItem> Validation);

/// <summary>A frozen list of photos and their split. The same photos, options and seed give the same bytes.</summary>
public sealed record Manifest
{
    public const int CurrentSchemaVersion = 1;

    /// <summary>Most folds of a cross-validation.</summary>
    public const int MaxFolds = 20;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Seed of the split.</summary>
    public required int Seed { get; init; }

    /// <summary>Share of each class asked for as validation photos.</summary>
    public required double ValidationFraction { get; init; }

    /// <summary>1 for a hold-out split; of a cross-validation the number of folds, each of which validates once.</summary>
    public int Folds { get; init; } = 1;

    /// <summary>In natural order (<see cref="NaturalOrder"/>; in ordinal order in older manifests): the index of a class is its number in
    /// the network's output.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    public required IReadOnlyList<ClassCount> Counts { get; init; }

    /// <summary>How the photos become numbers, for all that is trained on this manifest.</summary>
    public PhotoNormalization Normalization { get; init; } = PhotoNormalization.ImageNet;

    /// <summary>In a person's words; training continues.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Ordered by label, then digest.</summary>
    public required IReadOnlyList<ManifestItem> Items { get; init; }

    /// <summary>What trains and what validates in one fold.</summary>
    /// <param name="fold">From 0; 0 is the only one of a hold-out split.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such fold.</exception>
    public ManifestFold For(int fold)
    {
        if (fold < 0 || fold >= Folds)
            throw new ArgumentOutOfRangeException(nameof(fold), fold,
                $"the manifest has {Folds} {(Folds == 1 ? "fold" : "folds")}, counted from 0");
        ILookup<bool, ManifestItem> sides = Items.ToLookup(item => Folds == 1 ? item.Split == Split.Validation : item.Fold == fold);
        return new ManifestFold([.. sides[false]], [.. sides[true]]);
    }

    /// <summary>The bytes that are stored, and their SHA-256 in lower-case hex: the manifest's name.</summary>
    public (byte[] Bytes, string Digest) Serialize()
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(this, CoreJson.Indented);
        return (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
