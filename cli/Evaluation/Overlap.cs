using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Studies.Datasets;

namespace ImageClassifier.Cli.Evaluation;

/// <summary>What the selection of a model knew of a photo.</summary>
internal enum Familiarity
{
    /// <summary>Nothing: only such photos give a fair number.</summary>
    Unseen,

    /// <summary>It looks nearly like one that chose the best epoch and the champion.</summary>
    NearValidation,

    /// <summary>It looks nearly like one that the model was trained on.</summary>
    NearTraining,

    /// <summary>It chose the best epoch and the champion.</summary>
    Validation,

    /// <summary>The model was trained on it.</summary>
    Training,
}

/// <summary>Compares photos with those that a model was trained and chosen with: by their pixels, and by how they look.</summary>
internal sealed class Overlap
{
    private readonly Dictionary<string, Familiarity> _pixels = [];
    private readonly List<(string Hash, Familiarity Near)> _looks = [];

    /// <param name="manifest">The list of photos that the model was trained with.</param>
    /// <param name="fold">The fold that validated it; 0 for a hold-out split.</param>
    public Overlap(Manifest manifest, int fold)
    {
        ManifestFold sides = manifest.For(fold);
        Add(sides.Train, Familiarity.Training, Familiarity.NearTraining);
        Add(sides.Validation, Familiarity.Validation, Familiarity.NearValidation);
    }

    /// <summary>Whether photos that look nearly alike can be told: manifests of older versions have no hashes.</summary>
    public bool KnowsLooks => _looks.Count == _pixels.Count;

    /// <param name="sha256">Digest of the normalized pixels.</param>
    /// <param name="perceptualHash">Of the normalized photo.</param>
    public Familiarity Of(string sha256, string perceptualHash)
    {
        if (_pixels.TryGetValue(sha256, out Familiarity same)) return same;
        var nearest = Familiarity.Unseen;
        foreach ((string hash, Familiarity near) in _looks)
            if (near > nearest && NearDuplicates.AreNear(hash, perceptualHash)) nearest = near;
        return nearest;
    }

    private void Add(IReadOnlyList<ManifestItem> items, Familiarity same, Familiarity near)
    {
        foreach (ManifestItem item in items)
        {
            _pixels[item.Sha256] = same;
            if (item.PerceptualHash is { } hash) _looks.Add((hash, near));
        }
    }
}
