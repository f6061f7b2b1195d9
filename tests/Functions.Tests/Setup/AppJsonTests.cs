using Azure.Core.Serialization;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Progress;
using ImageClassifier.Functions.Retraining.Reports;
using ImageClassifier.Functions.Setup;
using ImageClassifier.Functions.Training;
using ImageClassifier.Studies.Planning;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Functions.Tests.Setup;

/// <summary>Whatever orchestrations and activities hand over survives the way through the history.</summary>
public sealed class AppJsonTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly RetrainInput Retrain = new()
    {
        Study = "s",
        Experiments = [new Experiment { Name = "a" }],
        Search = new SearchOptions
        {
            Space = new Dictionary<string, SearchDimension> { ["model.dropout"] = new() { Min = 0, Max = 0.5 } },
            Trials = 4
        },
        Seed = 42,
        Repeats = 3,
        ValidationFraction = 0.25,
        MaxParallelJobs = 2,
        TimeLimitMinutes = 90.5,
    };

    private readonly ObjectSerializer _serializer =
        new ServiceCollection().AddAppJson().BuildServiceProvider().GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer!;

    public static TheoryData<object> Records()
    {
        var parent = new TrackingRun("1", "run");
        var snapshot = new Snapshot("digest", [new ClassCount("daisy", 8, 2)], ["careful"], []);
        var news =
            new TrainingEvent { JobId = "j", OrchestrationId = "o", Kind = TrainingEventKind.Exited, Attempt = 2, Message = "signal 9" };
        ClosedRun[] closed = [new(0, JobState.Finished, null, true, "r"), new(1, JobState.Failed, "why", false)];
        var champion = new Champion("a", "j", "r", "7", 0.9, 0.8, 0.95);
        return
        [
            Retrain,
            Retrain with { Search = null, Study = null },
            new RetrainStatus { Stage = RetrainStage.Training, Jobs = 3, Done = 1, Running = ["a", "b"], Tracking = parent },
            new RetrainStatus { Stage = RetrainStage.WaitingForPhotos, Pending = 7 },
            snapshot,
            new ParentRunInput("r", Retrain, "digest"),
            new PlannedJob("j", [0, 2]) { Teacher = "t", Continues = "c", IsTrial = true, TrainedSeconds = 3.5 },
            new NextRungInput(new PlanInput("r", Retrain, "digest", parent), closed),
            new JobOutcome("j", JobState.Stopped, "cancelled") { Cancelled = true, Seconds = 2.5 },
            new CloseRunInput("r", 1, new JobOutcome("j", JobState.Finished)),
            new ReportInput("r", snapshot, closed, champion, Now, Now.AddMinutes(1.5)),
            new ReportInput("r", snapshot, closed, null, Now, Now),
            new JobLoop { RetrainId = "r", JobId = "j", Run = 1, Deadline = Now.UtcDateTime, Attempt = 2, LaunchedAt = Now.UtcDateTime,
                Losses = 1, Error = "why" },
            new StartInput("r", 1, "o", 0),
            new StartOutcome(StartKind.Impossible, Error: "build it"),
            new CheckInput("r", "j", 1, Now.UtcDateTime, news),
            new CheckInput("r", "j", 1, Now.UtcDateTime, null),
            new JobCheck(Verdict.Lost, 3, "why") { FailedToStart = true, Seconds = 2.5 },
            news,
        ];
    }

    [Theory]
    [MemberData(nameof(Records), DisableDiscoveryEnumeration = true)]
    public void A_record_comes_back_as_it_was(object record)
    {
        BinaryData written = _serializer.Serialize(record);

        object? read = _serializer.Deserialize(written.ToStream(), record.GetType(), CancellationToken.None);

        Assert.Equivalent(record, read, strict: true);
        Assert.Equal(written.ToString(), _serializer.Serialize(read).ToString());
    }

    [Fact]
    public void Times_stay_in_UTC_and_enums_are_words()
    {
        string written = _serializer.Serialize(new JobLoop { RetrainId = "r", JobId = "j", Run = 1, Deadline = Now.UtcDateTime })
            .ToString();

        Assert.Contains("\"deadline\":\"2030-01-02T03:04:05Z\"", written);
        Assert.Contains("\"verdict\":\"lost\"", _serializer.Serialize(new JobCheck(Verdict.Lost)).ToString());
    }
}
