using Cli.Tests.Api;
using ImageClassifier.Cli;
using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Retraining;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;

namespace Cli.Tests.Retraining;

public sealed class RetrainWatchTests
{
    private sealed class Recorder : IProgressView
    {
        public List<string> Lines { get; } = [];

        public Dictionary<string, (double Done, double Total)> Bars { get; } = [];

        public void Bar(string key, string description, double done, double total) => Bars[key] = (done, total);

        public void Line(string text) => Lines.Add(text);

        public void Warn(string text) => Lines.Add($"! {text}");
    }

    private readonly Recorder _view = new();
    private readonly RetrainWatch _watch;

    public RetrainWatchTests() => _watch = new RetrainWatch(Functions(), _view, TimeProvider.System);

    private static FunctionsClient Functions() =>
        new(new HttpClient(new StubHandler(_ => throw new InvalidOperationException("no request is expected"))), "http://app", null);

    private static RetrainProgress Progress(RetrainStage stage, params JobProgress[] jobs) => new()
    {
        RetrainId = "r",
        Stage = stage,
        Message = $"in {stage}",
        Jobs = jobs,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static JobProgress Job(JobState? state, int epoch, double? best = null, string? error = null) =>
        new("tuned", 0, "id", state, epoch, 20, null, best, error);

    [Fact]
    public void A_tracking_server_that_cannot_be_used_is_said_once_for_each_reason_and_so_is_its_return()
    {
        const string Away = "the tracking server has been away since 10:00", Refuses = "the tracking server has refused since 10:00";
        RetrainProgress well = Progress(RetrainStage.Training);
        RetrainProgress away = well with { Warning = Away }, refuses = well with { Warning = Refuses };
        foreach (RetrainProgress progress in (RetrainProgress[])[well, away, away, refuses, refuses, well, well]) _watch.Show(progress);
        Assert.Equal(["in Training", $"! {Away}", $"! {Refuses}", "! the tracking server is back"], _view.Lines);
    }

    [Fact]
    public void A_line_is_written_for_each_step_that_matters_and_not_for_each_answer()
    {
        _watch.Show(Progress(RetrainStage.Snapshot));
        _watch.Show(Progress(RetrainStage.Snapshot));
        _watch.Show(Progress(RetrainStage.Training, Job(null, 0)));
        for (int epoch = 0; epoch <= 20; epoch++) _watch.Show(Progress(RetrainStage.Training, Job(JobState.Training, epoch, 0.5)));
        _watch.Show(Progress(RetrainStage.Training, Job(JobState.Finished, 20, 0.5)));
        Assert.Equal(
        [
            "in Snapshot", "in Training", "tuned: training, 20 epochs at most",
            "tuned: epoch 5 of 20, best validation accuracy 0.500", "tuned: epoch 10 of 20, best validation accuracy 0.500",
            "tuned: epoch 15 of 20, best validation accuracy 0.500", "tuned: epoch 20 of 20, best validation accuracy 0.500",
            "tuned: finished, best validation accuracy 0.500",
        ], _view.Lines);
    }

    [Fact]
    public void A_bar_is_full_when_early_stopping_ended_the_job()
    {
        _watch.Show(Progress(RetrainStage.Training, Job(JobState.Training, 7)));
        Assert.Equal((7, 20), _view.Bars["tuned"]);
        _watch.Show(Progress(RetrainStage.Training, Job(JobState.Finished, 9)));
        Assert.Equal((20, 20), _view.Bars["tuned"]);
    }

    [Fact]
    public void A_failed_job_tells_why()
    {
        _watch.Show(Progress(RetrainStage.Training, Job(JobState.Failed, 3, error: "out of memory")));
        Assert.Contains("tuned: failed: out of memory", _view.Lines);
    }

    [Fact]
    public async Task An_unknown_retrain_is_an_error()
    {
        var handler = new StubHandler(_ => StubHandler.Json("{}", System.Net.HttpStatusCode.NotFound));
        var time = new SteppingTime();
        var watch = new RetrainWatch(new FunctionsClient(new HttpClient(handler), "http://app", null), _view, time);
        CliException error = await Assert.ThrowsAsync<CliException>(() => watch.FollowAsync("nope", _ => { }, CancellationToken.None));
        Assert.Contains("there is no retrain nope", error.Message);
    }

    /// <summary>Each look at the clock is ten seconds after the last.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks += TimeSpan.FromSeconds(10).Ticks;
    }
}
