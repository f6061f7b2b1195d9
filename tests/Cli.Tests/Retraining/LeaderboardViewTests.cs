using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Retraining;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;

namespace Cli.Tests.Retraining;

public sealed class LeaderboardViewTests
{
    private readonly StringWriter _output = new();

    private LeaderboardView View => new(new Terminal(_output, TextWriter.Null, watched: false, json: false));

    private static LeaderboardEntry Run(string experiment, int repeat, double accuracy) => new()
    {
        Experiment = experiment,
        Repeat = repeat,
        JobId = $"job-{experiment}-{repeat}",
        RunId = $"run-{experiment}-{repeat}",
        State = JobState.Finished,
        ValAccuracy = accuracy,
        ValAccuracyLow = accuracy - 0.1,
        ValAccuracyHigh = accuracy + 0.1,
        TrainAccuracy = 0.9,
        Gap = 0.9 - accuracy,
        BestEpoch = 7,
        Epochs = 15,
        Seconds = 12.34,
    };

    private static RetrainReport Report(Champion? champion, params LeaderboardEntry[] runs) => new()
    {
        RetrainId = "r",
        ManifestDigest = "d",
        Counts = [new ClassCount("daisy", 8, 2), new ClassCount("rose", 8, 2)],
        Warnings = ["daisy has 10 photos"],
        Runs = runs,
        Champion = champion,
        Tracking = new TrackingRun("1", "p"),
        Seconds = 30,
    };

    private string Show(RetrainReport report, bool servicesStay = false)
    {
        View.Show(report, "http://127.0.0.1:5000/#/experiments/1", servicesStay);
        return _output.ToString();
    }

    [Fact]
    public void The_leaderboard_has_every_number_and_no_escape_codes()
    {
        string text = Show(Report(new Champion("[tuned]", "j", "run-[tuned]-0", "3", 0.75, 0.65, 0.85), Run("[tuned]", 0, 0.75)));
        string row = text.Split('\n').Single(line => line.Contains("7 of 15"));
        Assert.Equal(["1", "[tuned]", "0.750", "0.650", "to", "0.850", "0.900", "+0.150", "7", "of", "15", "12.3", "champion"],
            row.Split([' ', '│', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains("Champion: [tuned], validation accuracy 0.750 (95 % interval 0.650 to 0.850), model version 3", text);
        Assert.DoesNotContain('\e', text);
    }

    [Fact]
    public void It_says_that_the_champions_number_is_not_a_fair_one() =>
        Assert.Contains("./run evaluate FOLDER", Show(Report(new Champion("a", "j", "r", "1", 0.5, 0.4, 0.6), Run("a", 0, 0.5))));

    [Fact]
    public void Folds_and_repeats_are_told_with_mean_and_spread()
    {
        string text =
            Show(Report(new Champion("a", "j", "run-a-0", "1", 0.7, 0.6, 0.8) { Runs = 2, MeanValAccuracy = 0.6, StdValAccuracy = 0.1414 },
            Run("a", 0, 0.7) with { Fold = 0 }, Run("a", 0, 0.5) with { Fold = 1 }) with
            {
                Experiments = [new ExperimentScore { Experiment = "a", Runs = 2, Planned = 2, ValAccuracy = 0.6, ValAccuracyStd = 0.1414 }],
            });

        Assert.Contains("a: 0.600 ± 0.141 over 2 runs", text);
        Assert.Contains("Best on average: a, 0.600 ± 0.141 over 2 runs", text);
        Assert.Contains("a, fold 2", text);
    }

    [Fact]
    public void The_comparison_page_needs_services_that_run()
    {
        Assert.Contains("./run up, then open http://127.0.0.1:5000/#/experiments/1", Show(Report(null, Run("a", 0, 0.7))));
        Assert.Contains("Compare the runs: http://127.0.0.1:5000", Show(Report(null, Run("a", 0, 0.7)), servicesStay: true));
    }

    [Fact]
    public void Warnings_and_rejects_are_told_with_their_reasons()
    {
        Assert.Contains("Warning: daisy has 10 photos", Show(Report(null)));
        View.Show([new RejectedUpload("daisy/x.tif", "unsupported-format", "TIFF is not accepted", DateTimeOffset.UnixEpoch)]);
        Assert.Contains("1 file was not used:", _output.ToString());
        Assert.Contains("  daisy/x.tif: TIFF is not accepted", _output.ToString());
    }
}
