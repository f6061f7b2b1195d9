using Azure;
using Azure.Storage.Blobs.Models;
using EndToEnd.Tests.Support;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;

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
    public async Task A_study_survives_the_death_of_its_worker_of_the_app_of_the_host_and_of_the_storage()
    {
        // The worker of the first job dies in its third epoch; the app while the second job trains: neither is noticed.
        string[] train = ["train", Photos, "--experiments", Experiments];
        using ImgcProcess first = _imgc.Start(train);
        await TrainsAsync(finished: 0, first);
        Signal.Send("KILL", Assert.Single(_imgc.Workers()));
        await TrainsAsync(finished: 1, first);
        Signal.Send("KILL", Assert.Single(_imgc.Apps()));

        // The host dies while the third job trains.
        await TrainsAsync(finished: 2, first);
        Dictionary<string, DateTimeOffset> two = await ResultsAsync();
        Signal.Send("KILL", _imgc.ServicePid("functions host"));
        ImgcResult died = (await first.EndAsync()).Expect(3);
        Assert.Contains("the functions host ended (killed by signal 9)", died.Error);
        Assert.Empty(_imgc.Processes());

        // The next start resumes the same retrain. The storage dies while the fourth job trains.
        using ImgcProcess second = _imgc.Start(train);
        await TrainsAsync(finished: 3, second);
        Assert.Contains("resumes retrain", second.Error + second.Output);
        Dictionary<string, DateTimeOffset> three = await ResultsAsync();
        foreach (string result in three.Keys) await _imgc.WrittenAsync(result);
        Signal.Send("KILL", _imgc.ServicePid("Azurite"));
        died = (await second.EndAsync()).Expect(3);
        Assert.Contains("the Azurite ended (killed by signal 9)", died.Error);
        Assert.Empty(_imgc.Processes());

        using ImgcProcess up = await _imgc.UpAsync();
        RetrainProgress progress = (await _imgc.RunAsync("status", "--watch", "--json")).Expect(0).Json<RetrainProgress>();
        Assert.Equal(RetrainStage.Finished, progress.Stage);
        Assert.Equal(["first", "fourth", "second", "third"], progress.Report!.Runs.Select(run => run.Experiment).Order());
        Assert.All(progress.Report.Runs, run => Assert.Equal(JobState.Finished, run.State));

        // Nothing was trained twice: no result is newer than when it was first seen.
        Dictionary<string, DateTimeOffset> all = await ResultsAsync();
        Assert.Equal(4, all.Count);
        foreach ((string name, DateTimeOffset written) in two.Concat(three)) Assert.Equal(written, all[name]);
        foreach (LeaderboardEntry run in progress.Report.Runs) await AssertEachEpochOnceAsync(run);
        (await up.InterruptAsync()).Expect(0);
        Assert.Empty(_imgc.Processes());
    }

    [Fact]
    public async Task Ctrl_c_leaves_no_process_behind_at_any_moment_and_the_next_start_works()
    {
        File.WriteAllText(Experiments, TestExperiments.SlowOne);
        string[] train = ["train", Photos, "--experiments", Experiments];
        (string What, Func<ImgcProcess, bool> Reached)[] moments =
        [
            ("the first process is there", _ => _imgc.Processes().Count > 0),
            ("the services are starting", _ => _imgc.Processes().Count > 2),
            ("the app is starting", _ => _imgc.Apps().Count > 0),
            ("photos are uploaded", imgc => imgc.Output.Contains("uploaded", StringComparison.Ordinal)),
            ("the retrain has begun", imgc => imgc.Output.Contains("training 1 of", StringComparison.Ordinal)
                || imgc.Output.Contains("resumes", StringComparison.Ordinal)),
            ("a worker trains", _ => _imgc.Workers().Count > 0),
        ];
        foreach ((string what, Func<ImgcProcess, bool> reached) in moments)
        {
            using ImgcProcess imgc = _imgc.Start(train);
            await Wait.UntilAsync(what, () => reached(imgc) || imgc.HasExited);
            ImgcResult ended = await imgc.InterruptAsync();
            Assert.True(ended.ExitCode == 130, $"{what}: exit code {ended.ExitCode}\n{ended.Output}\n{ended.Error}");
            Assert.Empty(_imgc.Processes());
        }

        ImgcResult whole = (await _imgc.RunAsync([.. train, "--json"])).Expect(0);
        Assert.All(whole.Json<TrainAnswer>().Runs, run => Assert.Equal(JobState.Finished, run.State));
        Assert.Contains("resumes retrain", whole.Error);
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

    /// <summary>The metric history of a run that was interrupted is that of one that was not.</summary>
    private async Task AssertEachEpochOnceAsync(LeaderboardEntry run)
    {
        IReadOnlyList<MlflowMetric> history = await _imgc.Tracking.GetMetricHistoryAsync(run.RunId, "val_loss", CancellationToken.None);
        Assert.Equal(Enumerable.Range(1, run.Epochs!.Value).Select(epoch => (long)epoch), history.Select(point => point.Step).Order());
    }

    /// <summary>Waits until so many jobs are finished and the next one is past its second epoch.</summary>
    private Task TrainsAsync(int finished, ImgcProcess imgc) => Wait.UntilAsync($"job {finished + 1} is in its third epoch", async () =>
    {
        if (imgc.HasExited) Assert.Fail($"imgc ended\n{imgc.Output}\n{imgc.Error}");
        return (await ResultsAsync()).Count == finished
            && (await StatusesAsync()).Any(status => status is { State: JobState.Training, Epoch: >= 2 });
    });

    private async Task<List<JobStatus>> StatusesAsync()
    {
        var found = new List<JobStatus>();
        foreach (string name in (await JobBlobsAsync("/status.json")).Keys)
            if (await _imgc.Storage.Blob(StorageLayout.Jobs, name).ReadAsync<JobStatus>(CancellationToken.None) is { } status)
                found.Add(status);
        return found;
    }

    private Task<Dictionary<string, DateTimeOffset>> ResultsAsync() => JobBlobsAsync("/result.json");

    /// <summary>Names, and when each was written.</summary>
    private async Task<Dictionary<string, DateTimeOffset>> JobBlobsAsync(string ending)
    {
        var found = new Dictionary<string, DateTimeOffset>();
        // Before its first start there is no storage to ask.
        if (!File.Exists(Path.Combine(_imgc.State, "run", "stack.json"))) return found;
        try
        {
            await foreach (BlobItem blob in _imgc.Storage.Container(StorageLayout.Jobs).GetBlobsAsync())
                if (blob.Name.EndsWith(ending, StringComparison.Ordinal)) found.Add(blob.Name, blob.Properties.LastModified!.Value);
        }
        catch (Exception e) when (e is RequestFailedException { Status: 0 or 404 } or AggregateException)
        {
            // It is starting, or has no container yet.
        }
        return found;
    }
}
