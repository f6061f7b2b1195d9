using System.Net;
using System.Net.Http.Json;
using Functions.Tests.Support;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Training;
using ImageClassifier.Mlflow;

namespace Functions.Tests.App;

/// <summary>Cancelling retrains in the running app.</summary>
[Collection(AppCollection.Name)]
[Trait("Tier", "integration")]
public sealed class CancelAppTests(AppHost app)
{
    [Fact]
    public async Task A_cancelled_retrain_stops_its_workers_and_ends_its_orchestrations_and_runs()
    {
        await app.UploadAsync(perClass: 4);
        RetrainAccepted accepted = await app.RetrainAsync(AppHost.Request(
            AppHost.Recipe("long", "pause 250", 70), AppHost.Recipe("long too", "pause 250", 71),
                AppHost.Recipe("never begun", "", 72)) with
        { MaxParallelJobs = 2 });
        RetrainProgress running = await app.UntilAsync(accepted.Id, progress => progress.Jobs.Count(job => job.Epoch >= 1) == 2);

        using HttpResponseMessage response = await app.PostAsync($"/api/retrain/{accepted.Id}/cancel");
        using HttpResponseMessage again = await app.PostAsync($"/api/retrain/{accepted.Id}/cancel");

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted], [response.StatusCode, again.StatusCode]);
        RetrainProgress progress = (await response.Content.ReadFromJsonAsync<RetrainProgress>(CoreJson.Options))!;
        Assert.Equal((RetrainStage.Terminated, "cancelled"), (progress.Stage, progress.Message));
        // With no orchestration left there is nobody who could start anything.
        string[] begun = [accepted.Id, .. running.Jobs.Take(2).Select(job => TrainingJobOrchestrator.InstanceId(accepted.Id, job.JobId))];
        Assert.Equal(begun.Order(StringComparer.Ordinal).Select(id => (id, "Terminated")), await InstancesAsync(accepted));
        foreach (JobProgress job in running.Jobs.Take(2))
        {
            Assert.Equal(JobState.Stopped, (await app.StatusAsync(job.JobId)).State);
            Assert.False(await app.IsTrainingAsync(job.JobId));
        }
        IReadOnlyList<MlflowRun> runs = await RunsAsync(accepted.Id);
        // The parent and the jobs that had begun; the other never got a run.
        Assert.Equal(3, runs.Count);
        Assert.All(runs, run => Assert.Equal(MlflowRunStatus.Killed, run.Status));
    }

    [Fact]
    public async Task A_host_that_is_killed_while_it_cancels_trains_nothing_afterwards_and_cancels_the_rest_when_asked_again()
    {
        await app.UploadAsync(perClass: 4);
        RetrainAccepted accepted =
            await app.RetrainAsync(AppHost.Request(AppHost.Recipe("long", "pause 250", 75), AppHost.Recipe("next", "", 76)));
        RetrainProgress running = await app.UntilAsync(accepted.Id, progress => progress.Jobs.Any(job => job.Epoch >= 1));
        string job = running.Jobs[0].JobId;

        Task<HttpResponseMessage> interrupted = app.PostAsync($"/api/retrain/{accepted.Id}/cancel");
        await Wait.UntilAsync(async () =>
            await app.Storage.Storage.Blob(StorageLayout.Reports, StorageLayout.CancellationBlob(accepted.Id)).ExistsAsync());
        await app.KillAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => interrupted);
        await Wait.UntilAsync(async () => (await app.StatusAsync(job)).State == JobState.Stopped);
        await app.StartAsync();
        using HttpResponseMessage again = await app.PostAsync($"/api/retrain/{accepted.Id}/cancel");

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        RetrainProgress progress = await app.UntilAsync(accepted.Id, progress => progress.IsOver);
        Assert.Equal((RetrainStage.Terminated, "cancelled"), (progress.Stage, progress.Message));
        Assert.All(await InstancesAsync(accepted), instance => Assert.False(instance.Status is "Running" or "Pending", $"{instance}"));
        Assert.Equal(1, (await app.StatusAsync(job)).Attempt);
        Assert.False(await app.IsTrainingAsync(job));
        Assert.All(await RunsAsync(accepted.Id), run => Assert.Equal(MlflowRunStatus.Killed, run.Status));
    }

    [Fact]
    public async Task A_retrain_that_Durable_terminates_stops_its_worker_and_closes_its_runs()
    {
        await app.UploadAsync(perClass: 4);
        RetrainAccepted accepted =
            await app.RetrainAsync(AppHost.Request(AppHost.Recipe("long", "pause 250", 80), AppHost.Recipe("never begun", "", 81)));
        RetrainProgress running = await app.UntilAsync(accepted.Id, progress => progress.Jobs.Any(job => job.Epoch >= 1));
        string job = running.Jobs[0].JobId;

        using HttpResponseMessage response = await app.PostAsync(new Uri(accepted.TerminatePostUri!).PathAndQuery);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        // Nobody asks for the retrain: its job finds out by itself.
        await Wait.UntilAsync(async () => (await InstancesAsync(accepted))
            .Any(instance => instance == (TrainingJobOrchestrator.InstanceId(accepted.Id, job), "Completed")),
            () => app.Output);
        Assert.Equal(JobState.Stopped, (await app.StatusAsync(job)).State);
        Assert.False(await app.IsTrainingAsync(job));
        IReadOnlyList<MlflowRun> runs = await RunsAsync(accepted.Id);
        Assert.Equal(2, runs.Count);
        Assert.All(runs, run => Assert.Equal(MlflowRunStatus.Killed, run.Status));
        RetrainProgress progress = await app.GetAsync<RetrainProgress>(accepted.StatusUrl);
        Assert.Equal((RetrainStage.Terminated, "cancelled"), (progress.Stage, progress.Message));
    }

    [Fact]
    public async Task Whoever_asks_for_a_retrain_that_Durable_terminated_has_it_cancelled_at_once()
    {
        await app.UploadAsync(perClass: 4);
        RetrainAccepted accepted = await app.RetrainAsync(AppHost.Request(AppHost.Recipe("long", "pause 250", 82)));
        RetrainProgress running = await app.UntilAsync(accepted.Id, progress => progress.Jobs.Any(job => job.Epoch >= 1));

        using HttpResponseMessage response = await app.PostAsync(new Uri(accepted.TerminatePostUri!).PathAndQuery);
        await app.UntilAsync(accepted.Id, progress => progress.IsOver);

        Assert.All(await InstancesAsync(accepted), instance => Assert.False(instance.Status is "Running" or "Pending", $"{instance}"));
        Assert.False(await app.IsTrainingAsync(running.Jobs[0].JobId));
        Assert.All(await RunsAsync(accepted.Id), run => Assert.Equal(MlflowRunStatus.Killed, run.Status));
    }

    [Fact]
    public async Task A_job_that_Durable_terminates_has_failed_and_the_others_go_on()
    {
        await app.UploadAsync(perClass: 4);
        RetrainAccepted accepted = await app.RetrainAsync(
            AppHost.Request(AppHost.Recipe("long", "pause 250", 83), AppHost.Recipe("next", "accuracy 14", 10)));
        RetrainProgress running = await app.UntilAsync(accepted.Id, progress => progress.Jobs.Any(job => job.Epoch >= 1));
        string job = running.Jobs[0].JobId;

        string terminate = new Uri(accepted.TerminatePostUri!).PathAndQuery;
        string instance = TrainingJobOrchestrator.InstanceId(accepted.Id, job);
        using HttpResponseMessage response = await app.PostAsync(terminate.Replace(accepted.Id, instance, StringComparison.Ordinal));
        RetrainProgress ended = await app.UntilAsync(accepted.Id, progress => progress.IsOver);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.True(ended.Stage == RetrainStage.Finished, $"{ended.Message}\n{app.Output}");
        Assert.Equal([("next", JobState.Finished, null), ("long", JobState.Failed, "its orchestration was terminated")],
            ended.Report!.Runs.Select(run => (run.Experiment, run.State, run.Error)));
        Assert.False(await app.IsTrainingAsync(job));
        Assert.Equal(MlflowRunStatus.Failed, Assert.Single(await RunsAsync(accepted.Id), run => run.Name == "long").Status);
    }

    /// <summary>The retrain's orchestrations, as Durable's own management API tells of them.</summary>
    private async Task<IEnumerable<(string Id, string Status)>> InstancesAsync(RetrainAccepted accepted)
    {
        var instances = new List<DurableInstance>();
        // The same key opens them all.
        string query = new Uri(accepted.StatusQueryGetUri!).Query.TrimStart('?');
        foreach (string prefix in new[] { accepted.Id, TrainingJobOrchestrator.InstanceId(accepted.Id, "") })
            instances.AddRange(
                await app.GetAsync<List<DurableInstance>>($"/runtime/webhooks/durabletask/instances?instanceIdPrefix={prefix}&{query}"));
        return instances.Select(instance => (instance.InstanceId, instance.RuntimeStatus))
            .OrderBy(instance => instance.InstanceId, StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<MlflowRun>> RunsAsync(string retrainId)
    {
        string experiment = await app.Services.Tracking.GetOrCreateExperimentAsync("image-classifier", CancellationToken.None);
        return await app.Services.Tracking.SearchRunsAsync([experiment], $"tags.retrain_id = '{retrainId}'", [], 10,
            CancellationToken.None);
    }

    private sealed record DurableInstance(string InstanceId, string RuntimeStatus);
}
