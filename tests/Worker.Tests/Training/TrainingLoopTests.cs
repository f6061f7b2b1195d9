using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Vision.Weights.Tensors;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Jobs;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training;
using ImageClassifier.Worker.Training.Plan;
using ImageClassifier.Worker.Training.Teachers;
using Worker.Tests.Support;
using static TorchSharp.torch;

namespace Worker.Tests.Training;

[Trait("Tier", "integration")]
public sealed class TrainingLoopTests
{
    public static TheoryData<string> RecipeNames => [.. Recipes.All.Keys];

    [Fact]
    public async Task TrainingTwiceGivesTheSameNumbersAndWeights()
    {
        TrainedModel first = await TrainAsync(TinyJob.Experiment), second = await TrainAsync(TinyJob.Experiment);

        Assert.Equal(Numbers(first.Result), Numbers(second.Result));
        Assert.Equal(first.Weights.ToBytes(), second.Weights.ToBytes());
    }

    [Fact]
    public async Task AnotherSeedGivesOtherNumbers()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        TrainedModel first = await TrainAsync(TinyJob.Of(TinyJob.Experiment, seed: 1), photos, new MemoryCheckpoints());
        TrainedModel second = await TrainAsync(TinyJob.Of(TinyJob.Experiment, seed: 2), photos, new MemoryCheckpoints());

        Assert.NotEqual(Numbers(first.Result), Numbers(second.Result));
    }

    [Theory]
    [MemberData(nameof(RecipeNames))]
    public async Task ResumingAfterAnyEpochGivesWhatAnUninterruptedTrainingGives(string recipe)
    {
        TrainingJob job = TinyJob.Of(Recipes.All[recipe]);
        using PhotoSets photos = await TinyJob.PhotosAsync();
        var uninterrupted = new MemoryCheckpoints();
        TrainedModel expected = await TrainAsync(job, photos, uninterrupted);
        Assert.Equal(expected.Result.Epochs.Count, uninterrupted.Written.Count);

        foreach (byte[] checkpoint in uninterrupted.Written)
        {
            var resumed = new MemoryCheckpoints { Written = { checkpoint } };
            TrainedModel model = await TrainAsync(job, photos, resumed);

            Assert.Equal(Numbers(expected.Result), Numbers(model.Result));
            Assert.Equal(expected.Weights.ToBytes(), model.Weights.ToBytes());
            // What the last epoch left behind, not only the best one.
            Assert.Equal(Safetensors.Read(uninterrupted.Written[^1]).Tensors["model.classifier.weight"].Data.ToArray(),
                Safetensors.Read(resumed.Written[^1]).Tensors["model.classifier.weight"].Data.ToArray());
        }
    }

    [Fact]
    public async Task ANetworkLearnsWhatTellsTheClassesApart()
    {
        Experiment experiment =
            TinyJob.Experiment with { Epochs = 20, Data = new DataOptions { ImageSize = 32 }, Schedule = new ScheduleOptions() };

        TrainedModel model = await TrainAsync(experiment);

        Assert.True(model.Result.BestValAccuracy > 0.8, $"accuracy {model.Result.BestValAccuracy}");
        Assert.True(model.Result.Epochs[^1].TrainLoss < model.Result.Epochs[0].TrainLoss);
    }

    [Fact]
    public async Task EarlyStoppingEndsTrainingAndKeepsTheBestWeights()
    {
        Experiment experiment = TinyJob.Experiment with { Epochs = 50, EarlyStopping = new EarlyStoppingOptions { Patience = 2 } };
        var checkpoints = new MemoryCheckpoints();
        using PhotoSets photos = await TinyJob.PhotosAsync();

        TrainedModel model = await TrainAsync(TinyJob.Of(experiment), photos, checkpoints);

        Assert.Equal(StopReason.EarlyStopping, model.Result.StopReason);
        Assert.InRange(model.Result.Epochs.Count, 3, 49);
        Assert.Equal(checkpoints.Best[^1], model.Weights.ToBytes());
        Assert.Equal(model.Result.Epochs[model.Result.BestEpoch - 1].ValAccuracy, model.Result.BestValAccuracy, 1e-9);
    }

    [Fact]
    public async Task ADamagedCheckpointIsReportedAndTrainingBeginsAgain()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        TrainingJob job = TinyJob.Of(TinyJob.Experiment);
        var complete = new MemoryCheckpoints();
        TrainedModel expected = await TrainAsync(job, photos, complete);
        Safetensors whole = Safetensors.Read(complete.Written[2]);
        byte[] without = new Safetensors(whole.Tensors.Where(pair => !pair.Key.StartsWith("optimizer.", StringComparison.Ordinal))
            .ToDictionary(), whole.Metadata).ToBytes();
        TrainingJob foreign = TinyJob.Of(TinyJob.Experiment with { BatchSize = 9 });

        await BeginsAgainAsync(job, complete.Written[2][..100]);
        await BeginsAgainAsync(job, "not a checkpoint"u8.ToArray());
        await BeginsAgainAsync(job, without);
        var other = new MemoryCheckpoints();
        await TrainAsync(foreign, photos, other);
        await BeginsAgainAsync(job, other.Written[1]);

        async Task BeginsAgainAsync(TrainingJob training, byte[] checkpoint)
        {
            var warnings = new List<string>();
            var store = new MemoryCheckpoints { Written = { checkpoint } };
            TrainedModel model = await TrainAsync(training, photos, store, warnings.Add);
            Assert.Contains("training begins again", Assert.Single(warnings));
            Assert.Equal(Numbers(expected.Result), Numbers(model.Result));
        }
    }

    [Fact]
    public async Task ALossThatIsNoNumberIsExplained()
    {
        Experiment experiment = TinyJob.Experiment with
        {
            Optimizer = new OptimizerOptions { Name = OptimizerName.Sgd, LearningRate = 10, Momentum = 0.99 },
            Regularization = new RegularizationOptions { WeightDecay = 1 },
            Schedule = new ScheduleOptions(),
            Epochs = 500,
        };

        var error = await Assert.ThrowsAsync<TrainingDivergedException>(() => TrainAsync(experiment));

        Assert.Contains("learningRate", error.Message);
    }

    [Fact]
    public async Task StoppingLeavesTheCheckpointOfTheLastFullEpoch()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        TrainingJob job = TinyJob.Of(TinyJob.Experiment);
        TrainedModel expected = await TrainAsync(job, photos, new MemoryCheckpoints());
        using var stop = new CancellationTokenSource();
        var checkpoints = new MemoryCheckpoints();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TrainAsync(job, photos, checkpoints, trained: progress =>
        {
            if (progress.Epochs.Count == 3) stop.Cancel();
        }, stop: stop.Token));

        Assert.Equal(3, checkpoints.Written.Count);
        TrainedModel resumed = await TrainAsync(job, photos, checkpoints);
        Assert.Equal(Numbers(expected.Result), Numbers(resumed.Result));
    }

    [Fact]
    public async Task AJobThatContinuesAnotherEndsAsIfItHadTrainedAlone()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        Experiment experiment = Recipes.All["probe, then fine-tuning with average and accumulation"];
        TrainingJob early = Stopped(experiment, 2), later = Stopped(experiment, 5) with { ContinuesJob = early.Id };
        var earlier = new MemoryCheckpoints();
        TrainedModel first = await TrainAsync(early, photos, earlier);
        var own = new MemoryCheckpoints();

        TrainedModel continued = await TrainAsync(later, photos, own, sources: new TrainingSources { Continued = earlier });

        Assert.Equal((StopReason.StopAfterEpoch, 2), (first.Result.StopReason, first.Result.Epochs.Count));
        Assert.Equal((5, 3), (continued.Result.Epochs.Count, own.Written.Count));
        TrainedModel alone = await TrainAsync(later, photos, new MemoryCheckpoints());
        Assert.Equal(Numbers(alone.Result), Numbers(continued.Result));
        Assert.Equal(alone.Weights.ToBytes(), continued.Weights.ToBytes());
        TrainingJob stranger = Stopped(experiment with { BatchSize = 9 }, 5) with { ContinuesJob = early.Id };
        await Assert.ThrowsAsync<WorkerException>(() =>
            TrainAsync(stranger, photos, new MemoryCheckpoints(), sources: new TrainingSources { Continued = earlier }));
    }

    [Fact]
    public async Task ATeacherTeachesItsOwnClassesOnly()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        Experiment student = TinyJob.Experiment with
        {
            Regularization = new RegularizationOptions { MixUp = 0.2, Distillation = new DistillationOptions { Teacher = "teacher" } },
        };
        TrainedModel taught = await TrainAsync(TinyJob.Experiment);
        byte[] weights = taught.Weights.ToBytes();
        ModelCard card = ModelCards.Create(TinyJob.Of(TinyJob.Experiment), PhotoNormalization.ImageNet, taught.Result, weights);

        TrainedModel model = await TrainAsync(TinyJob.Of(student), photos, new MemoryCheckpoints(), sources: Learning(card));
        var refused = await Assert.ThrowsAsync<WorkerException>(() => TrainAsync(
            TinyJob.Of(student), photos, new MemoryCheckpoints(), sources: Learning(card with { Classes = ["a", "b", "d"] })));

        Assert.NotEqual(weights, model.Weights.ToBytes());
        Assert.Contains("knows a, b, d", refused.Message);
        TrainingSources Learning(ModelCard of) => new() { Teacher = new TeacherModel("teacher", of, weights) };
    }

    [Fact]
    public async Task FeaturesOfAnotherJobGiveTheSameModel()
    {
        using var folder = new TemporaryFolder();
        using PhotoSets photos = await TinyJob.PhotosAsync();
        TrainingJob job = TinyJob.Of(Recipes.All["frozen, three views, average"]);
        var shared = new TrainingSources { Cache = new PhotoCacheOptions(folder.Path, long.MaxValue) };
        TrainedModel alone = await TrainAsync(job, photos, new MemoryCheckpoints());

        TrainedModel first = await TrainAsync(job, photos, new MemoryCheckpoints(), sources: shared);
        string[] files = Directory.GetFiles(folder["features"]);
        TrainedModel second = await TrainAsync(job, photos, new MemoryCheckpoints(), sources: shared);

        // Three views, the plain training photos and the validation photos; all found again.
        Assert.Equal(5, files.Length);
        Assert.Equal(files.Order(), Directory.GetFiles(folder["features"]).Order());
        Assert.Equal(alone.Weights.ToBytes(), first.Weights.ToBytes());
        Assert.Equal(alone.Weights.ToBytes(), second.Weights.ToBytes());
    }

    private static TrainingJob Stopped(Experiment experiment, int epochs) => TinyJob.Of(experiment) with
    {
        Id = TrainingJob.ComputeId(experiment, new string('0', 64), 0, 42, epochs),
        StopAfterEpoch = epochs,
    };

    private static async Task<TrainedModel> TrainAsync(Experiment experiment)
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        return await TrainAsync(TinyJob.Of(experiment), photos, new MemoryCheckpoints());
    }

    private static async Task<TrainedModel> TrainAsync(
        TrainingJob job, PhotoSets photos, MemoryCheckpoints checkpoints, Action<string>? warn = null,
            Action<TrainingProgress>? trained = null,
        TrainingSources? sources = null, CancellationToken stop = default)
    {
        var runtime = new TorchRuntime(CPU, Threads: 1);
        using var torch = new TorchThread(runtime.Threads);
        var loop = new TrainingLoop(checkpoints, torch, runtime, TimeProvider.System, warn
            ?? (message => Assert.Fail(message)))
        { CheckpointEvery = TimeSpan.Zero };
        return await loop.RunAsync(job, TinyJob.Classes, photos, sources ?? TrainingSources.None, (_, _) => Task.CompletedTask, progress =>
        {
            trained?.Invoke(progress);
            return Task.CompletedTask;
        }, stop);
    }

    /// <summary>All of a result but the times.</summary>
    private static string Numbers(TrainingResult result) => ResultNumbers.Of(result);
}
