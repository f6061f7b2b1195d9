using ImageClassifier.Contracts.Experiments;
using System.Text.Json;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training;
using Worker.Tests.Support;
using static TorchSharp.torch;

namespace Worker.Tests.Training;

[Trait("Tier", "integration")]
public sealed class MemoryTests
{
    /// <summary>How many steps to train, for a longer look: 10000 takes a minute or two.</summary>
    private const string StepsSetting = "IMAGECLASSIFIER_TEST_STEPS";

    /// <summary>Set where this is the process that trains: the file for what it finds.</summary>
    private const string ReportSetting = "IMAGECLASSIFIER_TEST_MEMORY_REPORT";

    // However many steps: the history of the epochs is kept, in memory and in each checkpoint, and is no leak.
    private const int Epochs = 500;

    private const int BatchSize = 4;

    // A step's smallest buffer of photos: bytes, before they become numbers. [4, 3, 32, 32] uint8
    private const long Batch = BatchSize * 3 * 32 * 32;

    [Fact]
    public async Task TwoThousandStepsTakeNoMoreMemoryThanTwoHundred()
    {
        if (Environment.GetEnvironmentVariable(ReportSetting) is { Length: > 0 } report)
        {
            await File.WriteAllTextAsync(report, JsonSerializer.Serialize(await TrainAsync()), TestContext.Current.CancellationToken);
            return;
        }

        // In a process of its own, where nothing else allocates.
        using var folder = new TemporaryFolder();
        using ChildProcess training =
            ChildProcess.Start("Worker.Tests.dll", new Dictionary<string, string?> { [ReportSetting] = folder["memory.json"] },
            "-method", $"{typeof(MemoryTests).FullName}.{nameof(TwoThousandStepsTakeNoMoreMemoryThanTwoHundred)}");
        Assert.True(await training.WaitForExitAsync() == 0, training.Said);
        LiveMemory[] samples = JsonSerializer.Deserialize<LiveMemory[]>(
            await File.ReadAllTextAsync(folder["memory.json"], TestContext.Current.CancellationToken))!;

        string history = string.Join('\n', samples.AsEnumerable());
        TestContext.Current.TestOutputHelper?.WriteLine(history);
        Assert.Equal(10, samples.Length);
        Assert.All(samples, sample => Assert.Equal(samples[0].Tensors, sample.Tensors));
        // From a quarter on: by then every buffer has been needed once. Were one lost in each step, it would be all of them.
        long lost = Batch * Steps * 7 / 10;
        Assert.True(samples[^1].Native - samples[2].Native < lost / 2, history);
        Assert.True(samples[^1].Managed - samples[2].Managed < lost / 2, history);
    }

    private static int Steps => int.TryParse(Environment.GetEnvironmentVariable(StepsSetting), out int steps) ? steps : 2000;

    private static async Task<List<LiveMemory>> TrainAsync()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync(training: BatchSize * Steps / Epochs, validation: 6);
        Experiment experiment = TinyJob.Experiment with
        {
            Epochs = Epochs,
            BatchSize = BatchSize,
            Regularization = new RegularizationOptions { EmaDecay = 0.99, LabelSmoothing = 0.1, MixUp = 0.2 },
        };
        var runtime = new TorchRuntime(CPU, Threads: 2);
        using var torch = new TorchThread(runtime.Threads);
        var loop = new TrainingLoop(new LatestCheckpoint(), torch, runtime, TimeProvider.System, message => Assert.Fail(message));
        var samples = new List<LiveMemory>();
        await loop.RunAsync(TinyJob.Of(experiment), TinyJob.Classes, photos, TrainingSources.None, (_, _) => Task.CompletedTask, progress =>
        {
            if (progress.Epochs.Count % (Epochs / 10) == 0) samples.Add(LiveMemory.Now());
            return Task.CompletedTask;
        }, CancellationToken.None);
        return samples;
    }
}
