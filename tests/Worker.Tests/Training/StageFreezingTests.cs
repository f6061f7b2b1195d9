using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Weights.Tensors;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training;
using Worker.Tests.Support;
using static TorchSharp.torch;

namespace Worker.Tests.Training;

/// <summary>What may change from the first epoch to the last.</summary>
public sealed class StageFreezingTests
{
    private const string RunningMean = "norm.running_mean", Scale = "norm.weight", Kernel = "conv.weight";

    [Fact]
    public async Task FrozenStagesKeepTheirWeightsAndTheStatisticsOfTheirNorms()
    {
        HashSet<string> changed = await ChangedAsync(new TransferOptions { FrozenStages = 2 });

        Assert.DoesNotContain(changed, name => name.StartsWith("model.block1.", StringComparison.Ordinal)
            || name.StartsWith("model.block2.", StringComparison.Ordinal));
        Assert.Superset(new HashSet<string> { "model.block3." + Kernel, "model.block3." + Scale, "model.block3." + RunningMean,
            "model.classifier.weight" }, changed);
    }

    [Fact]
    public async Task FrozenBatchNormsKeepTheirStatisticsAndLearnTheirScales()
    {
        HashSet<string> frozen = await ChangedAsync(new TransferOptions { FreezeBatchNorm = true }),
            free = await ChangedAsync(new TransferOptions());

        foreach (string block in new[] { "model.block1.", "model.block2.", "model.block3." })
        {
            Assert.DoesNotContain(block + RunningMean, frozen);
            Assert.Contains(block + RunningMean, free);
            Assert.Superset(new HashSet<string> { block + Kernel, block + Scale }, frozen);
        }
    }

    [Fact]
    public async Task AFrozenBackboneKeepsAllButItsClassifier()
    {
        HashSet<string> changed = await ChangedAsync(new TransferOptions { Strategy = TransferStrategy.Frozen });

        Assert.Equal(["model.classifier.bias", "model.classifier.weight"], changed.Order(StringComparer.Ordinal));
    }

    /// <returns>Names of the network's arrays that differ between the checkpoints of the first epoch and of the last.</returns>
    private static async Task<HashSet<string>> ChangedAsync(TransferOptions transfer)
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        var checkpoints = new MemoryCheckpoints();
        var runtime = new TorchRuntime(CPU, Threads: 1);
        using var torch = new TorchThread(runtime.Threads);
        var loop = new TrainingLoop(checkpoints, torch, runtime, TimeProvider.System, message => Assert.Fail(message));
        await loop.RunAsync(TinyJob.Of(TinyJob.Experiment with { Transfer = transfer }), TinyJob.Classes, photos, TrainingSources.None,
            (_, _) => Task.CompletedTask, _ => Task.CompletedTask, CancellationToken.None);

        IReadOnlyDictionary<string, SafetensorsTensor> first = Safetensors.Read(checkpoints.Written[0]).Tensors,
            last = Safetensors.Read(checkpoints.Written[^1]).Tensors;
        return [.. first.Where(pair => pair.Key.StartsWith("model.", StringComparison.Ordinal)
            && !pair.Value.Data.ToArray().AsSpan().SequenceEqual(last[pair.Key].Data.ToArray()))
            .Select(pair => pair.Key)];
    }
}
