using ImageClassifier.Core.Experiments;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Training;
using Worker.Tests.Support;
using static TorchSharp.torch;

namespace Worker.Tests.Training;

public sealed class MemoryTests
{
    private const long AllowedGrowth = 8 << 20;

    [Fact]
    public async Task TwoHundredEpochsTakeNoMoreMemoryThanTwenty()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync(training: 9, validation: 6);
        Experiment experiment = TinyJob.Experiment with { Epochs = 200 };
        var runtime = new TorchRuntime(CPU, Threads: 2);
        using var torch = new TorchThread(runtime.Threads);
        var loop = new TrainingLoop(new LatestCheckpoint(), torch, runtime, TimeProvider.System, message => Assert.Fail(message));
        var samples = new SortedDictionary<int, (long Resident, long Tensors)>();

        await loop.RunAsync(TinyJob.Of(experiment), TinyJob.Classes, photos, TrainingSources.None, (_, _) => Task.CompletedTask, progress =>
        {
            if (progress.Epochs.Count % 20 == 0)
            {
                // What is garbage already is no growth.
                GC.Collect();
                samples[progress.Epochs.Count] = (ResidentBytes(), Tensor.TotalCount);
            }
            return Task.CompletedTask;
        }, CancellationToken.None);

        string history = string.Join("; ", samples.Select(pair => $"{pair.Key}: {pair.Value.Resident >> 10} KB, {pair.Value.Tensors} tensors"));
        Assert.All(samples.Values, sample => Assert.Equal(samples[20].Tensors, sample.Tensors));
        // From a quarter on: by then every buffer has been needed once.
        Assert.True(samples[200].Resident - samples[60].Resident < AllowedGrowth, history);
    }

    private static long ResidentBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }
}
