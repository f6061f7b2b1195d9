using Azure.Storage.Blobs.Models;
using EndToEnd.Tests.Support;
using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Retraining;
using ImageClassifier.Core.Storage;
using ImageClassifier.Core.Tracking;

namespace EndToEnd.Tests;

/// <summary>Processes that are killed, and a person who changes their mind.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private readonly Imgc _imgc = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("imgc-e2e-crash-").FullName;

    private string Photos => Path.Combine(_folder, "photos");

    private string Experiments => Path.Combine(_folder, "experiments.json");

    public ValueTask InitializeAsync()
    {
        TestPhotos.Write(Photos, perClass: 16);
        File.WriteAllText(Experiments, TestExperiments.Slow);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _imgc.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_study_survives_the_death_of_its_worker_and_of_the_host()
    {
        // The worker of the first job dies in its third epoch.
        using ImgcProcess first = _imgc.Start("train", Photos, "--experiments", Experiments);
        await Wait.UntilAsync("the first job is in its third epoch", async () => (await StatusesAsync()).Any(status => status is { State: JobState.Training, Epoch: >= 2 }));
        Signal.Send("KILL", Assert.Single(_imgc.Workers()));

        // The host dies while the second job trains.
        await Wait.UntilAsync("the second job trains", async () =>
            await ResultsAsync() is [_] && (await StatusesAsync()).Any(status => status is { State: JobState.Training, Epoch: >= 2 }));
        DateTimeOffset before = Assert.Single(await ResultsAsync()).Written;
        Signal.Send("KILL", _imgc.ServicePid("functions host"));
        ImgcResult died = (await first.EndAsync()).Expect(3);
        Assert.Contains("the functions host ended (killed by signal 9)", died.Error);
        Assert.Empty(_imgc.Processes());

        // The next start goes on with the same retrain.
        RetrainProgress progress = (await _imgc.RunAsync("status", "--watch", "--json")).Expect(0).Json<RetrainProgress>();
        Assert.Equal(RetrainStage.Finished, progress.Stage);
        Assert.Equal(["first", "second"], progress.Report!.Runs.Select(run => run.Experiment).Order());
        Assert.All(progress.Report.Runs, run => Assert.Equal(JobState.Finished, run.State));
        Assert.Empty(_imgc.Processes());

        using ImgcProcess up = await _imgc.UpAsync();
        List<(string Job, DateTimeOffset Written)> results = await ResultsAsync();
        Assert.Equal(2, results.Count);
        Assert.Contains(results, result => result.Written == before);
        foreach (LeaderboardEntry run in progress.Report.Runs) await AssertEachEpochOnceAsync(run);
        (await up.InterruptAsync()).Expect(0);
    }

    [Fact]
    public async Task Ctrl_c_leaves_no_process_behind_at_any_moment_and_the_next_start_works()
    {
        var random = new Random(5);
        string[] train = ["train", Photos, "--experiments", Experiments];
        (string What, Func<ImgcProcess, bool> Reached)[] moments =
        [
            ("the first process is there", _ => _imgc.Processes().Count > 0),
            ("the services are starting", _ => _imgc.Processes().Count > 2),
            ("photos are uploaded", imgc => imgc.Output.Contains("uploaded", StringComparison.Ordinal)),
            ("the retrain has begun", imgc => imgc.Output.Contains("training 1 of", StringComparison.Ordinal) || imgc.Output.Contains("goes on", StringComparison.Ordinal)),
            ("a worker trains", _ => _imgc.Workers().Count > 0),
        ];
        foreach ((string what, Func<ImgcProcess, bool> reached) in moments)
        {
            using ImgcProcess imgc = _imgc.Start(train);
            await Wait.UntilAsync(what, () => reached(imgc) || imgc.HasExited);
            // Somewhere after the moment: that is where the unforeseen lies.
            await Task.Delay(random.Next(300));
            ImgcResult ended = await imgc.InterruptAsync();
            Assert.True(ended.ExitCode == 130, $"{what}: exit code {ended.ExitCode}\n{ended.Output}\n{ended.Error}");
            Assert.Empty(_imgc.Processes());
        }

        ImgcResult whole = (await _imgc.RunAsync([.. train, "--json"])).Expect(0);
        Assert.All(whole.Json<TrainAnswer>().Runs, run => Assert.Equal(JobState.Finished, run.State));
        Assert.Contains("goes on with retrain", whole.Error);
        Assert.Empty(_imgc.Processes());
    }

    [Fact]
    public async Task What_a_killed_imgc_leaves_is_ended_by_the_next_one()
    {
        using (ImgcProcess up = await _imgc.UpAsync())
        {
            Signal.Send("KILL", up.Pid);
            await up.EndAsync();
        }
        Assert.NotEmpty(_imgc.Processes());
        ImgcResult runs = (await _imgc.RunAsync("runs")).Expect(0);
        Assert.Contains("left behind", runs.Error);
        Assert.Empty(_imgc.Processes());
    }

    [Fact]
    public async Task A_second_imgc_uses_the_services_of_the_first()
    {
        using ImgcProcess up = await _imgc.UpAsync();
        ImgcResult runs = (await _imgc.RunAsync("runs")).Expect(0);
        Assert.Contains($"uses the services that imgc (pid {up.Pid}) runs", runs.Error);
        Assert.False(up.HasExited);
        (await up.InterruptAsync()).Expect(0);
        Assert.Empty(_imgc.Processes());
    }

    /// <summary>The metric history of a run that was interrupted is that of one that was not.</summary>
    private async Task AssertEachEpochOnceAsync(LeaderboardEntry run)
    {
        IReadOnlyList<MlflowMetric> history = await _imgc.Tracking.GetMetricHistoryAsync(run.RunId, "val_loss", CancellationToken.None);
        Assert.Equal(Enumerable.Range(1, run.Epochs!.Value).Select(epoch => (long)epoch), history.Select(point => point.Step).Order());
    }

    private async Task<List<JobStatus>> StatusesAsync()
    {
        var found = new List<JobStatus>();
        foreach ((string name, _) in await JobBlobsAsync("/status.json"))
            if (await _imgc.Storage.Blob(StorageLayout.Jobs, name).ReadAsync<JobStatus>(CancellationToken.None) is { } status) found.Add(status);
        return found;
    }

    private Task<List<(string Name, DateTimeOffset Written)>> ResultsAsync() => JobBlobsAsync("/result.json");

    private async Task<List<(string Name, DateTimeOffset Written)>> JobBlobsAsync(string ending)
    {
        var found = new List<(string, DateTimeOffset)>();
        // Before its first start there is no storage to ask.
        if (!File.Exists(Path.Combine(_imgc.State, "run", "stack.json")) || !(await _imgc.Storage.Container(StorageLayout.Jobs).ExistsAsync()).Value) return found;
        await foreach (BlobItem blob in _imgc.Storage.Container(StorageLayout.Jobs).GetBlobsAsync())
            if (blob.Name.EndsWith(ending, StringComparison.Ordinal)) found.Add((blob.Name, blob.Properties.LastModified!.Value));
        return found;
    }
}
