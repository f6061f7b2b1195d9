using ImageClassifier.Core.Experiments;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training;
using Worker.Tests.Support;
using static TorchSharp.torch;

namespace Worker.Tests.Training;

public sealed class MemoryTests
{
    private const long AllowedGrowth = 8 << 20;

    /// <summary>How many steps to train, for a longer look: 10000 takes a minute or two.</summary>
    private const string StepsSetting = "IMAGECLASSIFIER_TEST_STEPS";

    // However many steps: the history of the epochs is kept, in memory and in each checkpoint, and is no leak.
    private const int Epochs = 500;

    [Fact]
    public async Task TwoThousandStepsTakeNoMoreMemoryThanTwoHundred()
    {
        int steps = int.TryParse(Environment.GetEnvironmentVariable(StepsSetting), out int asked) ? asked : 2000, stepsPerEpoch = steps / Epochs;
        using PhotoSets photos = await TinyJob.PhotosAsync(training: 4 * stepsPerEpoch, validation: 6);
        Experiment experiment = TinyJob.Experiment with
        {
            Epochs = Epochs,
            BatchSize = 4,
            Regularization = new RegularizationOptions { EmaDecay = 0.99, LabelSmoothing = 0.1, MixUp = 0.2 },
        };
        var runtime = new TorchRuntime(CPU, Threads: 2);
        using var torch = new TorchThread(runtime.Threads);
        var loop = new TrainingLoop(new LatestCheckpoint(), torch, runtime, TimeProvider.System, message => Assert.Fail(message));
        var samples = new SortedDictionary<int, (long Resident, long Tensors)>();

        await loop.RunAsync(TinyJob.Of(experiment), TinyJob.Classes, photos, TrainingSources.None, (_, _) => Task.CompletedTask, progress =>
        {
            if (progress.Epochs.Count % (Epochs / 10) == 0)
            {
                // What is garbage already is no growth, nor is what an earlier test left to the finalizer.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
                samples[progress.Epochs.Count] = (ResidentBytes(), Tensor.TotalCount);
            }
            return Task.CompletedTask;
        }, CancellationToken.None);

        string history = string.Join("; ", samples.Select(pair => $"{pair.Key}: {pair.Value.Resident >> 10} KB, {pair.Value.Tensors} tensors"));
        Assert.Equal(10, samples.Count);
        Assert.All(samples.Values, sample => Assert.Equal(samples.First().Value.Tensors, sample.Tensors));
        // From a quarter on: by then every buffer has been needed once.
        Assert.True(samples.Last().Value.Resident - samples.ElementAt(2).Value.Resident < AllowedGrowth, history);
    }

    private static long ResidentBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }
}
