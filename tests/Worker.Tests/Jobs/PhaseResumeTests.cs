using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using Worker.Tests.Support;

namespace Worker.Tests.Jobs;

/// <summary>Workers that are killed in a phase of a training, against real storage and a real tracking server.</summary>
[Collection(nameof(Cloud))]
[Trait("Tier", "integration")]
public sealed class PhaseResumeTests(Cloud cloud) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AWorkerKilledInTheProbeAndInFineTuningIsContinuedToTheSameModel()
    {
        TrainingJob source = await cloud.CreateJobAsync(TinyJob.Experiment with { Name = "source", Epochs = 1 });
        await RunToTheEndAsync(source);
        await File.WriteAllBytesAsync(_folder["source.safetensors"], await cloud.ReadModelAsync(source));
        Experiment experiment = TinyJob.Experiment with
        {
            Name = "two phases",
            Model = TinyJob.Experiment.Model with { Pretrained = _folder["source.safetensors"] },
            Transfer = new TransferOptions { Strategy = TransferStrategy.LpFt, ProbeEpochs = 200 },
            Optimizer = new OptimizerOptions { Name = OptimizerName.Adamw, LearningRate = 0.01, GradientAccumulationSteps = 2 },
            Regularization = new RegularizationOptions { EmaDecay = 0.9 },
            Epochs = 60,
        };
        TrainingJob job = await cloud.CreateJobAsync(experiment);
        await RunToTheEndAsync(job);
        string expected = ResultNumbers.Of((await cloud.ReadResultAsync(job))!);
        byte[] expectedModel = await cloud.ReadModelAsync(job);

        job = await cloud.CreateJobAsync(experiment);
        await KillAtAsync(job, "  probe  ");
        await KillAtAsync(job, "  fine-tuning  ");
        Assert.Null(await cloud.ReadResultAsync(job));
        string said = await RunToTheEndAsync(job);

        Assert.Contains("resuming after epoch ", said);
        TrainingResult result = (await cloud.ReadResultAsync(job))!;
        Assert.Equal((200, 60), (result.Epochs.Count(epoch => epoch.Phase == PhaseName.Probe),
            result.Epochs.Count(epoch => epoch.Phase == PhaseName.FineTune)));
        Assert.Equal(expected, ResultNumbers.Of(result));
        Assert.Equal(expectedModel, await cloud.ReadModelAsync(job));
    }

    private async Task KillAtAsync(TrainingJob job, string phase)
    {
        using ChildProcess worker = cloud.StartWorker(job.Id);
        await worker.WaitForLineAsync(line => line.StartsWith("epoch ", StringComparison.Ordinal)
            && line.Contains(phase, StringComparison.Ordinal));
        await worker.KillAsync();
    }

    private async Task<string> RunToTheEndAsync(TrainingJob job)
    {
        using ChildProcess worker = cloud.StartWorker(job.Id);
        Assert.Equal(0, await worker.WaitForExitAsync());
        return worker.Said;
    }
}
