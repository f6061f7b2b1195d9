using System.Security.Cryptography;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Models;

namespace ImageClassifier.Worker.Jobs;

/// <summary>Describes a finished network.</summary>
internal static class ModelCards
{
    public static ModelCard Create(TrainingJob job, PhotoNormalization normalization, TrainingResult result, byte[] weights) => new()
    {
        JobId = job.Id,
        Experiment = job.Experiment,
        Classes = result.Classes,
        Mean = normalization.Mean,
        Std = normalization.Std,
        StoredShortSide = normalization.StoredShortSide,
        JpegQuality = normalization.JpegQuality,
        ManifestDigest = job.ManifestDigest,
        WeightsSha256 = Convert.ToHexStringLower(SHA256.HashData(weights)),
        ValAccuracy = result.BestValAccuracy,
        Temperature = result.Temperature,
        Backend = TrainingBackend.Version,
    };
}
