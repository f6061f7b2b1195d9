using EndToEnd.Tests.Support;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;

namespace EndToEnd.Tests;

/// <summary>A tracking server that somebody else runs, with a password in its address, and its faults.</summary>
public sealed class OtherTrackingTests : IAsyncLifetime
{
    private const string Experiment = "my photos";

    private readonly Imgc _imgc = new();
    private readonly FaultProxy _proxy = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("imgc-e2e-other-").FullName;

    private string Photos => Path.Combine(_folder, "photos");

    private MlflowClient Tracking => MlflowClient.FromEnvironment(new Uri($"http://{_proxy.Authority}"));

    public async ValueTask InitializeAsync()
    {
        TestPhotos.Write(Photos, perClass: 8);
        _imgc.Environment["MLFLOW_TRACKING_URI"] = $"http://anna:secret@{_proxy.Authority}";
        _imgc.Environment["MLFLOW_EXPERIMENT_NAME"] = Experiment;
        await _proxy.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _imgc.DisposeAsync();
        await _proxy.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_outage_at_the_end_of_a_training_is_said_and_leaves_a_complete_study()
    {
        string experiments = Path.Combine(_folder, "experiments.json");
        File.WriteAllText(experiments, """
            [ { "name": "one", "model": { "width": 24 }, "data": { "imageSize": 96 }, "epochs": 12, "batchSize": 8 },
              { "name": "two", "model": { "width": 8 }, "data": { "imageSize": 32 }, "epochs": 3, "batchSize": 8 } ]
            """);
        using ImgcProcess train = _imgc.Start("train", Photos, "--experiments", experiments, "--json");
        await UntilAsync(train, "the first one trains", () => train.Error.Contains("one: training", StringComparison.Ordinal)
            || train.Error.Contains("one: epoch", StringComparison.Ordinal));
        _proxy.Fault = Fault.Unavailable;
        await UntilAsync(train, "the outage is said", () =>
            train.Error.Contains("the tracking server has been away since", StringComparison.Ordinal));
        await UntilAsync(train, "the first one is finished", () => train.Error.Contains("one: finished", StringComparison.Ordinal));
        // It comes back with another password, which somebody mends; then it loses some answers.
        _proxy.Fault = Fault.Unauthorized;
        await UntilAsync(train, "the refusal is said", () =>
            train.Error.Contains("the tracking server has refused since", StringComparison.Ordinal));
        _proxy.Set(Fault.LostAnswer, requests: 3);

        ImgcResult result = (await train.EndAsync()).Expect(0);

        string first = result.Error.Split('\n').First(line => line.StartsWith("Tracking:", StringComparison.Ordinal));
        Assert.StartsWith("Tracking: this project's server", first);
        Assert.Contains($"at http://{_proxy.Authority}, experiment \"{Experiment}\"", first);
        Assert.All(result.Json<TrainAnswer>().Runs, run => Assert.Equal(JobState.Finished, run.State));
        await AssertCompleteAsync();
        AssertPasswordIsNowhere(result);
    }

    [Fact]
    public async Task A_password_that_is_not_accepted_is_refused_before_anything_starts()
    {
        _proxy.Fault = Fault.Unauthorized;

        ImgcResult result = (await _imgc.RunAsync("train", Photos)).Expect(3);

        Assert.Contains("cannot be used", result.Error);
        Assert.Contains("MLFLOW_TRACKING_PASSWORD", result.Error);
        Assert.False(Directory.Exists(Path.Combine(_imgc.State, "azurite")));
        AssertPasswordIsNowhere(result);
    }

    /// <summary>Every run with all its epochs, once, and the champion with its files.</summary>
    private async Task AssertCompleteAsync()
    {
        MlflowClient tracking = Tracking;
        string experiment = await tracking.GetOrCreateExperimentAsync(Experiment, CancellationToken.None);
        IReadOnlyList<MlflowRun> runs = await tracking.SearchRunsAsync([experiment], "", [], 100, CancellationToken.None);
        Assert.Equal(3, runs.Count);
        Assert.All(runs, run => Assert.Equal(MlflowRunStatus.Finished, run.Status));
        foreach (MlflowRun run in runs.Where(run => run.Tags.ContainsKey(MlflowTags.ParentRunId)))
        {
            IReadOnlyList<MlflowMetric> history =
                await tracking.GetMetricHistoryAsync(run.RunId, RunMetrics.ValAccuracy, CancellationToken.None);
            Assert.Equal(Enumerable.Range(1, int.Parse(run.Parameters["epochs"])).Select(epoch => (long)epoch),
                history.Select(point => point.Step));
            Assert.Single(await tracking.GetMetricHistoryAsync(run.RunId, RunMetrics.BestValAccuracy, CancellationToken.None));
            Assert.Contains(await tracking.ListArtifactsAsync(run.RunId, null, CancellationToken.None), artifact =>
                artifact.Path == "model.safetensors");
        }
        MlflowModelVersion champion = (await tracking.GetModelVersionByAliasAsync("image-classifier", "champion", CancellationToken.None))!;
        Assert.Equal("1", champion.Version);
        Assert.True((await tracking.GetLoggedModelAsync(champion.ModelId!, CancellationToken.None)).IsReady);
    }

    private void AssertPasswordIsNowhere(ImgcResult result)
    {
        Assert.DoesNotContain("secret", result.Output + result.Error);
        foreach (string file in (string[])["run", "logs"])
        {
            string folder = Path.Combine(_imgc.State, file);
            if (!Directory.Exists(folder)) continue;
            Assert.All(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), path =>
                Assert.DoesNotContain("secret", File.ReadAllText(path)));
        }
    }

    private static Task UntilAsync(ImgcProcess process, string what, Func<bool> condition) => Wait.UntilAsync(what, () => condition()
        || (process.HasExited ? throw new InvalidOperationException($"imgc ended: {process.Error}{process.Output}") : false));
}
