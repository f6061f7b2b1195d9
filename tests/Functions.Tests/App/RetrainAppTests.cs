using System.Net;
using System.Text;
using Functions.Tests.Support;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Health;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Mlflow;

namespace Functions.Tests.App;

/// <summary>Retrains in the app as a person meets it: on a Functions host, real storage and a real tracking server.</summary>
[Collection(AppCollection.Name)]
[Trait("Tier", "integration")]
public sealed class RetrainAppTests(AppHost app)
{
    [Fact]
    public async Task Photos_become_a_champion_whatever_happens_to_workers()
    {
        await app.Storage.UploadAsync("rose/bad.jpg", Encoding.UTF8.GetBytes("no photo"));
        DatasetSummary dataset = await app.UploadAsync(perClass: 4);
        Assert.Equal([new ClassSummary("daisy", 4, 4), new ClassSummary("rose", 4, 4)], dataset.Classes);
        Assert.Equal("rose/bad.jpg",
            Assert.Single(dataset.Rejected, rejected => rejected.Upload.StartsWith("rose/", StringComparison.Ordinal)).Upload);

        RetrainAccepted accepted = await app.RetrainAsync(AppHost.Request(
            AppHost.Recipe("good", "accuracy 15", 3), AppHost.Recipe("crashing", "crash in epoch 2, accuracy 12", 4),
                AppHost.Recipe("failing", "fail", 5), AppHost.Recipe("same as good", "accuracy 15", 3)));
        RetrainProgress progress = await app.UntilAsync(accepted.Id, progress => progress.IsOver);

        Assert.Equal(RetrainStage.Finished, progress.Stage);
        RetrainReport report = progress.Report!;
        Assert.Equal(["good", "same as good", "crashing", "failing"], report.Runs.Select(run => run.Experiment));
        Assert.Equal([false, true, false, false], report.Runs.Select(run => run.Reused));
        Assert.Equal("the loss is no longer a number", report.Runs[3].Error);
        Assert.Equal(("good", 0.75), (report.Champion!.Experiment, report.Champion.ValAccuracy));
        Assert.StartsWith("finished: good is the champion with 75.0 % validation accuracy", progress.Message);
        Assert.Equal(2, (await app.StatusAsync(report.Runs[2].JobId)).Attempt);
        Assert.Contains(await app.GetAsync<List<RetrainProgress>>("/api/retrain"), listed => listed.RetrainId == accepted.Id
            && listed.Stage == RetrainStage.Finished);
        HealthReport health = await app.GetAsync<HealthReport>("/api/health");
        Assert.Equal((true, report.Champion.ModelVersion), (health.Healthy, health.ChampionVersion));
        MlflowRun parent = await app.Services.Tracking.GetRunAsync(report.Tracking.RunId, CancellationToken.None);
        Assert.Equal(MlflowRunStatus.Finished, parent.Status);
    }

    [Fact]
    public async Task What_was_trained_before_is_not_trained_again()
    {
        await app.UploadAsync(perClass: 4);
        RetrainRequest request = AppHost.Request(AppHost.Recipe("again", "accuracy 13", 6));
        RetrainReport first = (await app.UntilAsync((await app.RetrainAsync(request)).Id, progress => progress.IsOver)).Report!;

        RetrainReport second = (await app.UntilAsync((await app.RetrainAsync(request)).Id, progress => progress.IsOver)).Report!;

        Assert.Equal(first.ManifestDigest, second.ManifestDigest);
        Assert.Equal(first.Runs[0].JobId, second.Runs[0].JobId);
        Assert.NotEqual(first.Runs[0].RunId, second.Runs[0].RunId);
        Assert.True(second.Runs[0].Reused);
        Assert.Equal(1, (await app.StatusAsync(first.Runs[0].JobId)).Attempt);
    }

    [Fact]
    public async Task Workers_that_cannot_begin_end_their_job_with_the_reason()
    {
        await app.UploadAsync(perClass: 4);

        RetrainProgress progress = await app.UntilAsync((await app.RetrainAsync(AppHost.Request(AppHost.Recipe("dying", "die", 80)))).Id,
            progress => progress.IsOver);

        Assert.StartsWith("3 workers in a row failed to start; the last time: the worker was ended by signal 6 and said: ",
            progress.Report!.Runs[0].Error);
        Assert.Contains("libtorch cannot be loaded", progress.Report.Runs[0].Error);
    }

    [Fact]
    public async Task A_host_that_is_killed_loses_nothing()
    {
        await app.UploadAsync(perClass: 4);
        RetrainAccepted accepted = await app.RetrainAsync(AppHost.Request(AppHost.Recipe("before", "accuracy 11", 7),
            AppHost.Recipe("during", "pause 250, accuracy 14", 8), AppHost.Recipe("after", "accuracy 12", 9)));
        RetrainProgress before =
            await app.UntilAsync(accepted.Id, progress => progress.Jobs.Any(job => job.Experiment == "during" && job.Epoch >= 2));

        await app.KillAsync();
        // Its worker notices that the host is gone, and leaves with what it has.
        string during = before.Jobs.Single(job => job.Experiment == "during").JobId;
        await Wait.UntilAsync(async () => (await app.StatusAsync(during)).State == JobState.Stopped);
        await app.StartAsync();
        RetrainReport report = (await app.UntilAsync(accepted.Id, progress => progress.IsOver)).Report!;

        Assert.All(report.Runs, run => Assert.Equal(JobState.Finished, run.State));
        Assert.Equal("during", report.Champion!.Experiment);
        int[] attempts = await Task.WhenAll(before.Jobs.Select(async job => (await app.StatusAsync(job.JobId)).Attempt));
        Assert.Equal([1, 2, 1], attempts);
        string log = await File.ReadAllTextAsync(Path.Combine(app.Logs, $"worker-{during}.log"));
        Assert.DoesNotContain("attempt 2 resumes after epoch 0", log);
    }

    [Fact]
    public async Task A_host_that_is_asked_to_end_leaves_no_process_behind()
    {
        await app.UploadAsync(perClass: 4);
        RetrainAccepted accepted = await app.RetrainAsync(AppHost.Request(AppHost.Recipe("long", "pause 250", 60)));
        RetrainProgress running = await app.UntilAsync(accepted.Id, progress => progress.Jobs.Any(job => job.Epoch >= 1));
        string job = running.Jobs[0].JobId;

        await app.TerminateAsync();

        Assert.Equal(JobState.Stopped, (await app.StatusAsync(job)).State);
        Assert.False(await app.IsTrainingAsync(job));
        await app.StartAsync();
        using HttpResponseMessage cancelled = await app.PostAsync($"/api/retrain/{accepted.Id}/cancel");
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
    }
}
