using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Worker.Data;
using static TorchSharp.torch;

namespace Worker.Tests.Support;

/// <summary>Jobs and photos so small that an epoch takes milliseconds.</summary>
internal static class TinyJob
{
    public static readonly string[] Classes = ["a", "b", "c"];

    /// <summary>With everything that draws random numbers: dropout, flips, rotations, order.</summary>
    public static Experiment Experiment { get; } = new()
    {
        Name = "tiny",
        Model = new ModelOptions { Width = 4, Dropout = 0.3 },
        Data = new DataOptions { ImageSize = 32, Augmentation = new AugmentationOptions { HorizontalFlip = 0.5, Rotation = 20 } },
        Optimizer = new OptimizerOptions { LearningRate = 0.01 },
        Schedule = new ScheduleOptions { Name = ScheduleName.Cosine, WarmupEpochs = 1 },
        Regularization = new RegularizationOptions { WeightDecay = 1e-4, LabelSmoothing = 0.1 },
        Epochs = 6,
        BatchSize = 8,
    };

    public static TrainingJob Of(Experiment experiment, string? manifestDigest = null, string runId = "run", int seed = 42)
    {
        string digest = manifestDigest ?? new string('0', 64);
        return new TrainingJob
        {
            Id = TrainingJob.ComputeId(experiment, digest, 0, seed),
            Experiment = experiment,
            ManifestDigest = digest,
            Seed = seed,
            Tracking = new TrackingRun("0", runId),
            OrchestrationId = "orchestration",
        };
    }

    /// <summary>Noise whose brightness and contrast tell the class, as good as it goes.</summary>
    public static Task<PhotoSets> PhotosAsync(int training = 25, int validation = 13)
    {
        int[] labels = [.. Enumerable.Range(0, training).Concat(Enumerable.Range(0, validation)).Select(i => i % Classes.Length)];
        byte[] pixels =
            [.. Enumerable.Range(0, labels.Length).SelectMany(i => Photo(labels[i], i < training ? 100 + i : 200 + i - training))];
        Tensor photos = tensor(pixels, [labels.Length, 3, 32, 32]).DetachFromDisposeScope();
        double[] square = [.. labels.Select(_ => 1.0)];
        var store = new PhotoStore(new PixelBlock(photos, square), new PixelBlock(photos.alias().DetachFromDisposeScope(), square));
        return Task.FromResult(new PhotoSets(PhotoNormalization.ImageNet, store, Set(0, training), Set(training, validation)));

        PhotoSet Set(int start, int count) => new(store, [.. Enumerable.Range(start, count)], labels[start..(start + count)], CPU);
    }

    private static byte[] Photo(int label, int seed)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[3 * 32 * 32];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(90 + 25 * label + random.Next(-60, 61), 0, 255);
        return pixels;
    }
}
