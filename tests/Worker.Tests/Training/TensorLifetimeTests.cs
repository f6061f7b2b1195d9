using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Vision;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Jobs;
using ImageClassifier.Worker.Local;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training;
using ImageClassifier.Worker.Training.Teachers;
using Worker.Tests.Support;
using static TorchSharp.torch;

namespace Worker.Tests.Training;

/// <summary>Every tensor is disposed by whoever made it, and none is left to the collector.</summary>
[Trait("Tier", "integration")]
public sealed class TensorLifetimeTests
{
    private static readonly IReadOnlyDictionary<string, AugmentationOptions> Augmentations = new Dictionary<string, AugmentationOptions>
    {
        ["flips"] = new() { HorizontalFlip = 0.5, VerticalFlip = 0.5 },
        ["all mirrored"] = new() { HorizontalFlip = 1 },
        ["deformation, nearest"] = new() { Rotation = 20, Shift = 0.1, Shear = 0.1, Zoom = 0.2 },
        ["deformation, reflected"] = new() { Rotation = 20, Fill = FillMode.Reflect },
        ["deformation, mean"] = new() { Rotation = 20, Fill = FillMode.Mean },
        ["crop"] = new() { RandomResizedCrop = new() },
        ["brightness"] = new() { ColorJitter = new() { Brightness = 0.3 } },
        ["brightness, contrast and saturation"] = new() { ColorJitter = new() { Brightness = 0.3, Contrast = 0.3, Saturation = 0.3 } },
        ["hue"] = new() { ColorJitter = new() { Hue = 0.2 } },
        ["whole jitter"] = new() { ColorJitter = new() { Brightness = 0.3, Contrast = 0.3, Saturation = 0.3, Hue = 0.2 } },
        ["rand augment"] = new() { RandAugment = new() { NumOps = 4, Magnitude = 20 } },
        ["trivial augment"] = new() { TrivialAugmentWide = true },
        ["erasing"] = new() { RandomErasing = new() { Probability = 0.8 } },
    };

    private static readonly IReadOnlyDictionary<string, RegularizationOptions> Regularizations =
        new Dictionary<string, RegularizationOptions>
        {
            ["nothing"] = new(),
            ["smoothing, class weights"] = new() { LabelSmoothing = 0.1, ClassWeights = ClassWeights.Balanced },
            ["mixup"] = new() { MixUp = 0.4 },
            ["cutmix"] = new() { CutMix = 1 },
            ["mixup or cutmix"] = new() { MixUp = 0.4, CutMix = 1 },
            ["teacher"] = new() { Distillation = new() { Teacher = "teacher" } },
            ["teacher, mixup"] = new() { Distillation = new() { Teacher = "teacher" }, MixUp = 0.4 },
        };

    private static readonly IReadOnlyDictionary<string, Experiment> Experiments = new Dictionary<string, Experiment>(
    [
        .. Recipes.All.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)),
        .. Augmentations.Select(entry => KeyValuePair.Create(entry.Key, With(data => data with { Augmentation = entry.Value }))),
        .. Regularizations.Select(entry => KeyValuePair.Create(entry.Key, TinyJob.Experiment with { Regularization = entry.Value })),
        .. Regularizations.Select(entry => KeyValuePair.Create($"frozen, {entry.Key}",
            TinyJob.Experiment
                with { Regularization = entry.Value, Transfer = new TransferOptions { Strategy = TransferStrategy.Frozen } })),
        KeyValuePair.Create("mirrored when measured", With(data => data with { TestTimeAugmentation = true })),
        KeyValuePair.Create("bfloat16", TinyJob.Experiment with { Model = new ModelOptions { Width = 4, Precision = Precision.Bfloat16 } }),
    ]);

    public static TheoryData<string> Names => [.. Experiments.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ATrainingLeavesNothingToTheCollector(string name)
    {
        Experiment experiment = Experiments[name];
        using PhotoSets photos = await TinyJob.PhotosAsync();
        TrainingSources sources = await SourcesAsync(photos);
        await TrainAsync(experiment, photos, sources);
        Collect();
        long before = Tensor.TotalCount;

        await TrainAsync(experiment, photos, sources);

        // TorchSharp counts the tensor that a parameter is made of and never disposes it, for its handle is the parameter's then: what
        // counts is what the collector finds.
        long uncollected = Tensor.TotalCount - before;
        Collect();
        Assert.Equal(uncollected, Tensor.TotalCount - before);
    }

    [Fact]
    public async Task ARateRangeTestLeavesNothingToTheCollector()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();

        await AssertLeavesNothingAsync(() =>
            new RateRangeTest(Experiments["whole jitter"], seed: 1).Run(photos, TinyJob.Classes.Length, CPU, null, CancellationToken.None));
    }

    [Fact]
    public async Task AnswersAndTheirExplanationsLeaveNothingToTheCollector()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        TrainedModel trained = await TrainedAsync(TinyJob.Experiment, photos, TrainingSources.None);
        byte[] weights = trained.Weights.ToBytes(), photo = DrawnPhoto.Png(0, 0);
        ModelCard card = ModelCards.Create(TinyJob.Of(TinyJob.Experiment), PhotoNormalization.ImageNet, trained.Result, weights);

        await AssertLeavesNothingAsync(() =>
        {
            using ImageClassifierModel model = ImageClassifierModel.Load(card, weights);
            return (model.Predict(photo), model.Explain(photo, 1));
        });
    }

    [Fact]
    public async Task APreviewLeavesNothingToTheCollector()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["photos", "a"]);
        for (int i = 0; i < 3; i++)
            await File.WriteAllBytesAsync(folder["photos", "a", $"{i}.png"], DrawnPhoto.Png(0, i), TestContext.Current.CancellationToken);

        await AssertLeavesNothingAsync(() =>
        {
            AugmentationPreview.Write(folder["photos"], Experiments["whole jitter"], seed: 1, folder["preview.png"]);
            return true;
        });
    }

    /// <summary>
    /// Finalizes all that nobody refers to. Where that is a tensor that fell out of its dispose scope, and the scope is over, TorchSharp
    /// throws in the finalizer, which ends the process.
    /// </summary>
    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static async Task AssertLeavesNothingAsync<T>(Func<T> work)
    {
        using var torch = new TorchThread(threads: 1);
        await torch.Run(work);
        Collect();
        long before = Tensor.TotalCount;
        await torch.Run(work);
        long uncollected = Tensor.TotalCount - before;
        Collect();
        Assert.Equal(uncollected, Tensor.TotalCount - before);
    }

    private static Experiment With(Func<DataOptions, DataOptions> change) =>
        TinyJob.Experiment with { Data = change(TinyJob.Experiment.Data) };

    private static async Task<TrainingSources> SourcesAsync(PhotoSets photos)
    {
        TrainedModel teacher = await TrainedAsync(TinyJob.Experiment, photos, TrainingSources.None);
        byte[] weights = teacher.Weights.ToBytes();
        return new TrainingSources
        {
            Teacher = new TeacherModel("teacher",
            ModelCards.Create(TinyJob.Of(TinyJob.Experiment), PhotoNormalization.ImageNet, teacher.Result, weights), weights)
        };
    }

    private static Task TrainAsync(Experiment experiment, PhotoSets photos, TrainingSources sources) =>
        TrainedAsync(experiment, photos, sources);

    private static async Task<TrainedModel> TrainedAsync(Experiment experiment, PhotoSets photos, TrainingSources sources)
    {
        var runtime = new TorchRuntime(CPU, Threads: 1);
        using var torch = new TorchThread(runtime.Threads);
        // Two epochs of each part: one that begins it and one that goes on.
        Experiment brief = experiment
            with
        { Epochs = 2, Transfer = experiment.Transfer with { ProbeEpochs = Math.Min(experiment.Transfer.ProbeEpochs, 2) } };
        TrainingJob job = TinyJob.Of(brief);
        var loop = new TrainingLoop(new MemoryCheckpoints(), torch, runtime, TimeProvider.System, message =>
            Assert.Fail(message))
        { CheckpointEvery = TimeSpan.Zero };
        return await loop.RunAsync(job, TinyJob.Classes, photos, sources, (_, _) => Task.CompletedTask, _ =>
            Task.CompletedTask, CancellationToken.None);
    }
}
