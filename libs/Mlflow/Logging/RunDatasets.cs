using System.Text.Json;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;

namespace ImageClassifier.Mlflow.Logging;

/// <summary>The two sides of a manifest's split as MLflow's page shows them.</summary>
public static class RunDatasets
{
    /// <summary>What they are used for.</summary>
    public const string Training = "training", Validation = "validation";

    private const string Name = "photos";

    // Characters of a manifest's digest: enough to tell manifests apart, and few enough for MLflow's 36 with what follows.
    private const int DigestLength = 16;

    /// <summary>Training photos, then validation photos, with different digests: one digest shows one context.</summary>
    /// <param name="manifest">The frozen list.</param>
    /// <param name="digest">Its name.</param>
    /// <param name="fold">From 0.</param>
    public static IReadOnlyList<MlflowDataset> Of(Manifest manifest, string digest, int fold)
    {
        ManifestFold sides = manifest.For(fold);
        string suffix = manifest.Folds == 1 ? "" : FormattableString.Invariant($"-f{fold + 1}");
        return [Side(sides.Train, "train", Training), Side(sides.Validation, "val", Validation)];

        MlflowDataset Side(IReadOnlyList<ManifestItem> photos, string side, string context) =>
            new(Name, $"{digest[..Math.Min(DigestLength, digest.Length)]}-{side}{suffix}", context)
            {
                Source = JsonSerializer.Serialize(new { uri = $"{StorageLayout.Manifests}/{StorageLayout.ManifestBlob(digest)}" }),
                Schema = JsonSerializer.Serialize(new
                {
                    mlflow_colspec = new[]
                    {
                        new { type = "binary", name = "photo", required = true },
                        new { type = "string", name = "label", required = true },
                    },
                }),
                Profile = JsonSerializer.Serialize(new
                {
                    num_rows = photos.Count,
                    num_elements = 2 * photos.Count,
                    photos_by_class = photos.GroupBy(photo => photo.Label).ToDictionary(group => group.Key, group => group.Count()),
                }),
            };
    }
}
