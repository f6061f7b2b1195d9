using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;

namespace ImageClassifier.Contracts.Models;

/// <summary>What one must know to use a model's weights, <c>models/{jobId}/model.json</c>.</summary>
public sealed record ModelCard
{
    public int SchemaVersion { get; init; } = 1;

    public required string JobId { get; init; }

    /// <summary>The network and the input that it was trained on.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>In the order of the network's outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Subtracted from RGB in [0, 1], one value a channel.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>Divides what the mean left, one value a channel.</summary>
    public required IReadOnlyList<float> Std { get; init; }

    /// <summary>Shorter side in pixels that a photo is scaled down to before anything else, see <see cref="PhotoNormalization"/>.</summary>
    public int StoredShortSide { get; init; } = PhotoNormalization.ImageNet.StoredShortSide;

    /// <summary>Quality of the JPEG that the network saw a photo as, 1 to 100.</summary>
    public int JpegQuality { get; init; } = PhotoNormalization.ImageNet.JpegQuality;

    public required string ManifestDigest { get; init; }

    /// <summary>Of the weights file, lower-case hex.</summary>
    public required string WeightsSha256 { get; init; }

    public required double ValAccuracy { get; init; }

    /// <summary>What it was trained with, see <see cref="Jobs.TrainingBackend"/>; null in older cards.</summary>
    public string? Backend { get; init; }

    /// <summary>Divides the logits before softmax, so that answers are as sure as they are right; above 0. 1 in older cards.</summary>
    public double Temperature { get; init; } = 1;
}

/// <summary>The registered model whose alias <c>champion</c> marks what is served.</summary>
public static class ChampionModel
{
    public const string Name = "image-classifier";

    public const string Alias = "champion";

    /// <summary>Tag of a model version that holds the id of the job that made it, and so where its weights lie.</summary>
    public const string JobTag = "job_id";
}

/// <summary>One class and how likely it is.</summary>
public sealed record Prediction(string Label, double Probability);

/// <summary>Which model answered.</summary>
public sealed record ServedModel(string Name, string Version, string JobId, string RunId)
{
    /// <summary>
    /// When the tracking server last said that this version is the champion, where it has not answered since: another one may be by now.
    /// Null when it has just said so.
    /// </summary>
    public DateTimeOffset? NotConfirmedSince { get; init; }
}

/// <summary>The answer to <c>POST /api/classify</c>, most likely class first.</summary>
public sealed record Classification(IReadOnlyList<Prediction> Predictions, ServedModel Model);
