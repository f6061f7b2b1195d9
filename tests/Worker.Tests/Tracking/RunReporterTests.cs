using System.Net;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Worker.Jobs;
using Shared.Results;
using Worker.Tests.Support;

namespace Worker.Tests.Tracking;

/// <summary>A training while the tracking server has its faults.</summary>
public sealed class RunReporterTests
{
    // What the client asks before it gives up: one request, and five repeats.
    private const int Attempts = 6;

    private readonly FakeMlflow _server = new();
    private readonly HastyTime _time = new();
    private readonly List<string> _warnings = [];

    private RunReporter Reporter => new(_server.CreateClient(_time), Job, _time, _warnings.Add);

    [Fact]
    public async Task An_outage_at_the_end_costs_a_warning_and_no_model()
    {
        _server.RefusedRequests = Attempts;

        Assert.False(await Reporter.FinishAsync(Model, Datasets, CancellationToken.None));

        Assert.Contains("its run is completed when the tracking server takes it", Assert.Single(_warnings));
        Assert.Equal("RUNNING", _server.Status);
    }

    [Fact]
    public async Task What_an_outage_left_out_is_completed_by_the_next_and_nothing_is_doubled()
    {
        RunReporter reporter = Reporter;
        await reporter.BeginAsync(10, Datasets, [], CancellationToken.None);
        reporter.Report(Epochs(1), CancellationToken.None);
        await reporter.DrainAsync();
        _server.RefusedRequests = Attempts;
        Assert.False(await reporter.FinishAsync(Model, Datasets, CancellationToken.None));

        Assert.True(await Reporter.FinishAsync(Model, Datasets, CancellationToken.None));

        Assert.Equal("FINISHED", _server.Status);
        Assert.Equal([1, 2], _server.Points.Where(point => point.Key == RunMetrics.ValAccuracy).Select(point => point.Step));
        Assert.Single(_server.Points, point => point.Key == RunMetrics.BestValAccuracy);
        Assert.Superset(new HashSet<string> { "model.safetensors", "model.json", "predictions.json", "validation_predictions.json" },
            _server.Artifacts.Keys.ToHashSet());
        Assert.NotEqual(_server.Datasets["training"], _server.Datasets["validation"]);
        Assert.Contains("validation_predictions.json", _server.Tags["mlflow.loggedArtifacts"]);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task A_refusal_ends_a_training_before_it_begins_and_is_not_repeated(HttpStatusCode status)
    {
        (_server.RefusedRequests, _server.Refusal) = (int.MaxValue, status);

        var refused = await Assert.ThrowsAsync<MlflowException>(() => Reporter.BeginAsync(10, Datasets, [], CancellationToken.None));

        Assert.True(refused.IsRefusal);
        Assert.Equal(1, _server.Requests);
    }

    [Fact]
    public async Task A_server_that_is_away_at_the_beginning_holds_no_training_up()
    {
        _server.RefusedRequests = int.MaxValue;

        await Reporter.BeginAsync(10, Datasets, [], CancellationToken.None);

        Assert.Contains("training goes on without the tracking server", Assert.Single(_warnings));
        Assert.Equal(Attempts, _server.Requests);
    }

    [Fact]
    public async Task Artifacts_that_are_no_longer_served_are_not_asked_for_again_and_again()
    {
        _server.Words = "Endpoint disabled due to the mlflow server running with `--no-serve-artifacts`.";
        _server.RefusedRequests = int.MaxValue;

        Assert.False(await Reporter.FinishAsync(Model, Datasets, CancellationToken.None));

        Assert.Equal(1, _server.Requests);
        Assert.Contains("--no-serve-artifacts", Assert.Single(_warnings));
    }

    [Fact]
    public async Task What_is_sent_again_because_its_answer_was_lost_is_the_same_to_the_millisecond()
    {
        _server.LosesAnswers = true;

        Assert.True(await Reporter.FinishAsync(Model, Datasets, CancellationToken.None), string.Join('\n', _warnings));

        // MLflow keeps a point once, by its key, step, time and value.
        Assert.Equal([1, 2], _server.Points.Distinct().Where(point => point.Key == RunMetrics.ValAccuracy).Select(point => point.Step));
        Assert.Single(_server.Points.Distinct(), point => point.Key == RunMetrics.BestValAccuracy);
        Assert.Equal("FINISHED", _server.Status);
    }

    private static readonly Experiment Experiment = new() { Name = "a", Epochs = 2 };

    private static readonly TrainingJob Job = TinyJob.Of(Experiment);

    private static readonly IReadOnlyList<MlflowDataset> Datasets = RunDatasets.Of(new Manifest
    {
        Seed = 1,
        ValidationFraction = 0.5,
        Classes = ["a"],
        Counts = [new ClassCount("a", 1, 1)],
        Warnings = [],
        Items =
        [
            new ManifestItem("a/1.jpg", "a", "1", Split.Train, "g", "1.jpg"),
            new ManifestItem("a/2.jpg", "a", "2", Split.Validation, "h", "2.jpg"),
        ],
    }, Job.ManifestDigest, 0);

    private static EpochRecord[] Epochs(int count) =>
        [.. Enumerable.Range(1, count).Select(epoch =>
            new EpochRecord(epoch, 1, 0.5, 1, 0.5, 0.1, 1, DateTimeOffset.UnixEpoch.AddSeconds(epoch)))];

    private static FinishedModel Model => new(
        FakeResult.Of(Job.Id, Job.Tracking, Epochs(2), correct: 1, total: 1),
        [1, 2, 3],
        new ModelCard
        {
            JobId = Job.Id,
            Experiment = Experiment,
            Classes = ["a"],
            Mean = [0, 0, 0],
            Std = [1, 1, 1],
            ManifestDigest = Job.ManifestDigest,
            WeightsSha256 = "",
            ValAccuracy = 1,
        },
        new ValidationPredictions
        {
            JobId = Job.Id,
            Classes = ["a"],
            Temperature = 1,
            Photos = [new PhotoPrediction("2", "a/2.jpg", 0, [1])],
        });

    /// <summary>Waits between requests pass at once; limits of a minute and more do not.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime >= TimeSpan.FromMinutes(1) ? dueTime : TimeSpan.Zero, period);
    }
}
