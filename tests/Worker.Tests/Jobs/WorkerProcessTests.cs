using Azure.Storage.Blobs.Specialized;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Mlflow;
using Worker.Tests.Support;

namespace Worker.Tests.Jobs;

/// <summary>The worker as the launcher starts it, against real storage and a real tracking server.</summary>
[Collection(nameof(Cloud))]
[Trait("Tier", "integration")]
public sealed class WorkerProcessTests(Cloud cloud)
{
    /// <summary>Long enough to be interrupted, by a test that gets its turn late too.</summary>
    private static readonly Experiment Long = TinyJob.Experiment with { Name = "long", Epochs = 120 };

    [Fact]
    public async Task AKilledWorkerIsContinuedToTheResultOfAnUninterruptedOne()
    {
        TrainingJob job = await cloud.CreateJobAsync(Long);
        using (ChildProcess uninterrupted = cloud.StartWorker(job.Id)) Assert.Equal(0, await uninterrupted.WaitForExitAsync());
        TrainingResult expected = (await cloud.ReadResultAsync(job))!;
        byte[] expectedModel = await cloud.ReadModelAsync(job);

        job = await cloud.CreateJobAsync(Long);
        using (ChildProcess killed = cloud.StartWorker(job.Id))
        {
            await killed.WaitForLineAsync(line => line.StartsWith("epoch ", StringComparison.Ordinal)
                && !line.StartsWith("epoch   1/", StringComparison.Ordinal));
            await killed.KillAsync();
        }
        Assert.Null(await cloud.ReadResultAsync(job));
        using ChildProcess next = cloud.StartWorker(job.Id);
        Assert.Equal(0, await next.WaitForExitAsync());

        Assert.Contains("resuming after epoch ", next.Said);
        Assert.Equal(ResultNumbers.Of(expected), ResultNumbers.Of((await cloud.ReadResultAsync(job))!));
        Assert.Equal(expectedModel, await cloud.ReadModelAsync(job));
        await AssertEachEpochLoggedOnceAsync(job);
        Assert.Equal(JobState.Finished, (await cloud.ReadStatusAsync(job)).State);
    }

    [Fact]
    public async Task AFinishedJobLeavesEverythingThatWasPromised()
    {
        TrainingJob job = await cloud.CreateJobAsync(TinyJob.Experiment);
        await cloud.TakeEventsAsync(job);

        using ChildProcess worker = cloud.StartWorker(job.Id);

        Assert.Equal(0, await worker.WaitForExitAsync());
        TrainingResult result = (await cloud.ReadResultAsync(job))!;
        Assert.Equal(job.Experiment.Epochs, result.Epochs.Count);
        Assert.Equal(cloud.Manifest.Items.Count(item => item.Split == ImageClassifier.Contracts.Datasets.Split.Validation),
            result.ValTotal);
        TrainingEvent news = Assert.Single(await cloud.TakeEventsAsync(job));
        Assert.Equal((TrainingEventKind.Finished, "orchestration", 1), (news.Kind, news.OrchestrationId, news.Attempt));
        JobStatus status = await cloud.ReadStatusAsync(job);
        Assert.Equal((JobState.Finished, 6, 6), (status.State, status.Epoch, status.Of));

        MlflowRun run = await cloud.Mlflow.GetRunAsync(job.Tracking.RunId, CancellationToken.None);
        Assert.Equal(MlflowRunStatus.Finished, run.Status);
        Assert.Equal("0.01", run.Parameters["optimizer.learningRate"]);
        Assert.Equal("42", run.Parameters["seed"]);
        Assert.Equal(cloud.ManifestDigest, run.Parameters["manifest_digest"]);
        Assert.Equal(TrainingBackend.Version, run.Parameters["backend"]);
        Assert.Equal(result.BestValAccuracy, run.Metrics["best_val_accuracy"]);
        Assert.Equal(result.BestEpoch, run.Metrics["best_epoch"]);
        IEnumerable<string> artifacts = (await cloud.Mlflow.ListArtifactsAsync(run.RunId, null, CancellationToken.None))
            .Select(artifact => artifact.Path);
        Assert.Equal(
        [
            "confusion_matrix.json", "confusion_matrix.svg", "curves.svg", "experiment.json", "images", "mistakes", "model.json",
            "model.safetensors", "predictions.json", "reliability.svg", "validation_predictions.json",
        ], artifacts.Order());
        Assert.Equal("True", run.Tags[MlflowTags.LoggedImages]);
        await AssertEachEpochLoggedOnceAsync(job);
    }

    [Fact]
    public async Task AFinishedJobIsNotTrainedAgainButAnnounced()
    {
        TrainingJob job = await cloud.CreateJobAsync(TinyJob.Experiment with { BatchSize = 9 });
        using (ChildProcess first = cloud.StartWorker(job.Id)) Assert.Equal(0, await first.WaitForExitAsync());
        TrainingResult result = (await cloud.ReadResultAsync(job))!;
        await cloud.TakeEventsAsync(job);

        using ChildProcess second = cloud.StartWorker(job.Id);

        Assert.Equal(0, await second.WaitForExitAsync());
        Assert.Contains("is finished already", second.Said);
        Assert.Equal(result.FinishedAt, (await cloud.ReadResultAsync(job))!.FinishedAt);
        Assert.Equal(TrainingEventKind.Finished, Assert.Single(await cloud.TakeEventsAsync(job)).Kind);
    }

    [Fact]
    public async Task ATerminatedWorkerLeavesACheckpointAndTheNextGoesOn()
    {
        TrainingJob job = await cloud.CreateJobAsync(Long with { BatchSize = 7 });
        await cloud.TakeEventsAsync(job);
        using ChildProcess worker = cloud.StartWorker(job.Id);
        await worker.WaitForLineAsync(line => line.StartsWith("epoch ", StringComparison.Ordinal)
            && !line.StartsWith("epoch   1/", StringComparison.Ordinal));

        worker.Signal("TERM");

        Assert.Equal(3, await worker.WaitForExitAsync());
        Assert.True(await cloud.Storage.Blob(StorageLayout.Checkpoints, StorageLayout.LastCheckpointBlob(job.Id)).ExistsAsync());
        Assert.Equal(JobState.Stopped, (await cloud.ReadStatusAsync(job)).State);
        Assert.Equal(TrainingEventKind.Stopped, Assert.Single(await cloud.TakeEventsAsync(job)).Kind);
        using ChildProcess next = cloud.StartWorker(job.Id);
        Assert.Equal(0, await next.WaitForExitAsync());
        Assert.Contains("resuming after epoch ", next.Said);
        await AssertEachEpochLoggedOnceAsync(job);
    }

    [Fact]
    public async Task AWorkerLeavesWhenItsStarterIsGone()
    {
        TrainingJob job = await cloud.CreateJobAsync(Long with { BatchSize = 6 });
        using ChildProcess worker = cloud.StartWorker(job.Id, "--watch-stdin");
        await worker.WaitForLineAsync(line => line.StartsWith("epoch   1/", StringComparison.Ordinal));

        worker.CloseInput();

        Assert.Equal(3, await worker.WaitForExitAsync());
    }

    [Fact]
    public async Task OfTwoWorkersOneTrains()
    {
        TrainingJob job = await cloud.CreateJobAsync(TinyJob.Experiment with { BatchSize = 5, Epochs = 20 });

        using ChildProcess one = cloud.StartWorker(job.Id), other = cloud.StartWorker(job.Id);

        Assert.Equal(0, await one.WaitForExitAsync());
        Assert.Equal(0, await other.WaitForExitAsync());
        ChildProcess[] trained = [.. new[] { one, other }.Where(worker => worker.Said.Contains("epoch  1/20", StringComparison.Ordinal))];
        Assert.Single(trained);
        await AssertEachEpochLoggedOnceAsync(job);
    }

    [Fact]
    public async Task AWorkerThatLostItsLockStopsAndSaysNoMoreInTheJobsName()
    {
        // More epochs than there is time for before the lease has to be renewed.
        TrainingJob job = await cloud.CreateJobAsync(TinyJob.Experiment with { BatchSize = 3, Epochs = 5000 });
        await cloud.TakeEventsAsync(job);
        using ChildProcess worker = cloud.StartWorker(job.Id);
        await worker.WaitForLineAsync(line => line.StartsWith("epoch    1/", StringComparison.Ordinal));

        BlobLeaseClient other = cloud.Storage.Blob(StorageLayout.Jobs, StorageLayout.LockBlob(job.Id)).GetBlobLeaseClient();
        await other.BreakAsync(TimeSpan.Zero);
        await other.AcquireAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(3, await worker.WaitForExitAsync());
        Assert.Contains($"the lock of job {job.Id} was lost", worker.Said);
        Assert.Equal(JobState.Training, (await cloud.ReadStatusAsync(job)).State);
        Assert.Empty(await cloud.TakeEventsAsync(job));
    }

    [Fact]
    public async Task AJobCanBeNamedByUrlAndByFile()
    {
        TrainingJob job = await cloud.CreateJobAsync(TinyJob.Experiment with { BatchSize = 4, Epochs = 1 });
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file,
                (await cloud.Storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(job.Id))
                    .DownloadContentAsync()).Value.Content.ToArray());
            using ChildProcess byUrl =
                cloud.StartWorker(cloud.Storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(job.Id)).Uri.ToString());
            Assert.Equal(0, await byUrl.WaitForExitAsync());
            using ChildProcess byFile = cloud.StartWorker(file);
            Assert.Equal(0, await byFile.WaitForExitAsync());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task AssertEachEpochLoggedOnceAsync(TrainingJob job)
    {
        TrainingResult result = (await cloud.ReadResultAsync(job))!;
        foreach (string key in new[] { "train_loss", "train_accuracy", "val_loss", "val_accuracy", "learning_rate", "epoch_seconds" })
        {
            IReadOnlyList<MlflowMetric> history = await cloud.Mlflow.GetMetricHistoryAsync(job.Tracking.RunId, key, CancellationToken.None);
            Assert.Equal(result.Epochs.Select(epoch => (long)epoch.Epoch), history.Select(point => point.Step).Order());
        }
    }
}
