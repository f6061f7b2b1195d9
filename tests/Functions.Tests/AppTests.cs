using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Functions.Tests.Support;
using ImageClassifier.Core;
using ImageClassifier.Core.Datasets;
using ImageClassifier.Core.Experiments;
using ImageClassifier.Core.Health;
using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Json;
using ImageClassifier.Core.Retraining;
using ImageClassifier.Core.Storage;
using ImageClassifier.Core.Tracking;

namespace Functions.Tests;

/// <summary>The app as a process, on real storage and a real tracking server.</summary>
public sealed class AppTests(AppHost app) : IClassFixture<AppHost>
{
    [Fact]
    public async Task Photos_become_a_champion_whatever_happens_to_workers()
    {
        await app.Storage.UploadAsync("rose/bad.jpg", Encoding.UTF8.GetBytes("no photo"));
        DatasetSummary dataset = await app.UploadAsync(perClass: 4);
        Assert.Equal([new ClassSummary("daisy", 4, 4), new ClassSummary("rose", 4, 4)], dataset.Classes);
        Assert.Equal("rose/bad.jpg", Assert.Single(dataset.Rejected).Upload);

        RetrainAccepted accepted = await app.RetrainAsync(Request(
            Recipe("good", "accuracy 15", 3), Recipe("crashing", "crash in epoch 2, accuracy 12", 4), Recipe("failing", "fail", 5), Recipe("same as good", "accuracy 15", 3)));
        RetrainProgress progress = await app.UntilAsync(accepted.Id, progress => progress.IsOver);

        Assert.Equal(RetrainStage.Finished, progress.Stage);
        RetrainReport report = progress.Report!;
        Assert.Equal(["good", "same as good", "crashing", "failing"], report.Runs.Select(run => run.Experiment));
        Assert.Equal([false, true, false, false], report.Runs.Select(run => run.Reused));
        Assert.Equal("the loss is no longer a number", report.Runs[3].Error);
        Assert.Equal(("good", 0.75), (report.Champion!.Experiment, report.Champion.ValAccuracy));
        Assert.StartsWith("finished: good is the champion with 75.0 % validation accuracy", progress.Message);
        Assert.Equal(2, (await StatusAsync(report.Runs[2].JobId)).Attempt);
        Assert.Contains(await app.GetAsync<List<RetrainProgress>>("/api/retrain"), listed => listed.RetrainId == accepted.Id && listed.Stage == RetrainStage.Finished);
        HealthReport health = await app.GetAsync<HealthReport>("/api/health");
        Assert.Equal((true, report.Champion.ModelVersion), (health.Healthy, health.ChampionVersion));
        MlflowRun parent = await app.Services.Tracking.GetRunAsync(report.Tracking.RunId, CancellationToken.None);
        Assert.Equal(MlflowRunStatus.Finished, parent.Status);
    }

    [Fact]
    public async Task What_was_trained_before_is_not_trained_again()
    {
        await app.UploadAsync(perClass: 4);
        object request = Request(Recipe("again", "accuracy 13", 6));
        RetrainReport first = (await app.UntilAsync((await app.RetrainAsync(request)).Id, progress => progress.IsOver)).Report!;

        RetrainReport second = (await app.UntilAsync((await app.RetrainAsync(request)).Id, progress => progress.IsOver)).Report!;

        Assert.Equal(first.ManifestDigest, second.ManifestDigest);
        Assert.Equal(first.Runs[0].JobId, second.Runs[0].JobId);
        Assert.NotEqual(first.Runs[0].RunId, second.Runs[0].RunId);
        Assert.True(second.Runs[0].Reused);
        Assert.Equal(1, (await StatusAsync(first.Runs[0].JobId)).Attempt);
    }

    [Fact]
    public async Task A_host_that_is_killed_loses_nothing()
    {
        await app.UploadAsync(perClass: 4);
        RetrainAccepted accepted = await app.RetrainAsync(Request(Recipe("before", "accuracy 11", 7), Recipe("during", "pause 250, accuracy 14", 8), Recipe("after", "accuracy 12", 9)));
        RetrainProgress before = await app.UntilAsync(accepted.Id, progress => progress.Jobs.Any(job => job.Experiment == "during" && job.Epoch >= 2));

        await app.KillAsync();
        // Its worker notices that the host is gone, and leaves with what it has.
        string during = before.Jobs.Single(job => job.Experiment == "during").JobId;
        await Wait.UntilAsync(async () => (await StatusAsync(during)).State == JobState.Stopped);
        await app.StartAsync();
        RetrainReport report = (await app.UntilAsync(accepted.Id, progress => progress.IsOver)).Report!;

        Assert.All(report.Runs, run => Assert.Equal(JobState.Finished, run.State));
        Assert.Equal("during", report.Champion!.Experiment);
        int[] attempts = await Task.WhenAll(before.Jobs.Select(async job => (await StatusAsync(job.JobId)).Attempt));
        Assert.Equal([1, 2, 1], attempts);
        string log = await File.ReadAllTextAsync(Path.Combine(app.Logs, $"worker-{during}.log"));
        Assert.DoesNotContain("attempt 2 goes on after epoch 0", log);
    }

    [Fact]
    public async Task A_host_that_is_asked_to_end_leaves_no_process_behind()
    {
        await app.UploadAsync(perClass: 4);
        RetrainAccepted accepted = await app.RetrainAsync(Request(Recipe("long", "pause 250", 60)));
        RetrainProgress running = await app.UntilAsync(accepted.Id, progress => progress.Jobs.Any(job => job.Epoch >= 1));
        string job = running.Jobs[0].JobId;

        await app.TerminateAsync();

        Assert.Equal(JobState.Stopped, (await StatusAsync(job)).State);
        Assert.False(await IsRunningAsync(job));
        await app.StartAsync();
        using HttpResponseMessage cancelled = await app.PostAsync($"/api/retrain/{accepted.Id}/cancel");
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
    }

    [Fact]
    public async Task A_cancelled_retrain_stops_its_workers_and_ends_its_runs()
    {
        await app.UploadAsync(perClass: 4);
        RetrainAccepted accepted = await app.RetrainAsync(Request(Recipe("long", "pause 250", 70), Recipe("never begun", "", 71)));
        RetrainProgress running = await app.UntilAsync(accepted.Id, progress => progress.Jobs.Any(job => job.Epoch >= 1));

        using HttpResponseMessage response = await app.PostAsync($"/api/retrain/{accepted.Id}/cancel");
        using HttpResponseMessage again = await app.PostAsync($"/api/retrain/{accepted.Id}/cancel");

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted], [response.StatusCode, again.StatusCode]);
        RetrainProgress progress = (await response.Content.ReadFromJsonAsync<RetrainProgress>(CoreJson.Options))!;
        Assert.Equal((RetrainStage.Terminated, "cancelled"), (progress.Stage, progress.Message));
        Assert.Equal(JobState.Stopped, (await StatusAsync(running.Jobs[0].JobId)).State);
        Assert.False(await IsRunningAsync(running.Jobs[0].JobId));
        string experiment = await app.Services.Tracking.GetOrCreateExperimentAsync("image-classifier", CancellationToken.None);
        IReadOnlyList<MlflowRun> runs = await app.Services.Tracking.SearchRunsAsync([experiment], $"tags.retrain_id = '{accepted.Id}'", [], 10, CancellationToken.None);
        // The parent and the job that had begun; the other never got a run.
        Assert.Equal(2, runs.Count);
        Assert.Contains("long", runs.Select(run => run.Name));
        Assert.All(runs, run => Assert.Equal(MlflowRunStatus.Killed, run.Status));
    }

    [Fact]
    public async Task Studies_are_listed_with_their_experiments()
    {
        List<Study> studies = await app.GetAsync<List<Study>>("/api/studies");

        Study study = Assert.Single(studies, study => study.Name == "regularization");
        Assert.Equal(5, study.Experiments.Count);
    }

    [Fact]
    public async Task Wrong_requests_are_refused_in_words()
    {
        await ExpectAsync(await app.PostAsync("/api/retrain", new StringContent("{\"stdy\":1}")), HttpStatusCode.BadRequest, "invalid-request");
        await ExpectAsync(await app.PostAsync("/api/retrain", new StringContent("{")), HttpStatusCode.BadRequest, "invalid-request");
        await ExpectAsync(await app.PostAsync("/api/retrain", new ByteArrayContent(new byte[5 * 1024 * 1024])), HttpStatusCode.RequestEntityTooLarge, "too-large");
        await ExpectAsync(await app.GetAsync("/api/retrain/r-none"), HttpStatusCode.NotFound, "unknown-retrain");
        await ExpectAsync(await app.GetAsync("/api/retrain/job-r-none"), HttpStatusCode.NotFound, "unknown-retrain");
        await ExpectAsync(await app.PostAsync("/api/retrain/r-none/cancel"), HttpStatusCode.NotFound, "unknown-retrain");
        await ExpectAsync(await app.PostAsync("/api/classify?top=0", new ByteArrayContent([])), HttpStatusCode.BadRequest, "invalid-request");
    }

    private static async Task ExpectAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        using (response)
        {
            Assert.Equal(status, response.StatusCode);
            Assert.Equal(ProblemDocument.ContentType, response.Content.Headers.ContentType?.MediaType);
            ProblemDocument problem = (await response.Content.ReadFromJsonAsync<ProblemDocument>(CoreJson.Options))!;
            Assert.Equal(($"urn:image-classifier:{code}", (int)status), (problem.Type, problem.Status));
        }
    }

    private static RetrainRequest Request(params Experiment[] experiments) => new() { Experiments = experiments };

    /// <summary>The epochs tell the jobs of the tests apart.</summary>
    private static Experiment Recipe(string name, string script, int epochs) => new() { Name = name, Description = script, Epochs = epochs };

    private async Task<JobStatus> StatusAsync(string job) =>
        (await app.Storage.Storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(job)).ReadAsync<JobStatus>(CancellationToken.None))!;

    private static async Task<bool> IsRunningAsync(string job)
    {
        using Process search = Process.Start(new ProcessStartInfo("pgrep", ["-f", $"FakeWorker.dll run --job {job}"]) { RedirectStandardOutput = true })!;
        await search.WaitForExitAsync();
        return search.ExitCode == 0;
    }
}
