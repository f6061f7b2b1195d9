using ImageClassifier.Cli;
using ImageClassifier.Cli.Evaluation;
using ImageClassifier.Cli.Photos;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Imaging.Folders;

namespace Cli.Tests.Evaluation;

public sealed class EvaluationReportTests
{
    private static readonly ServedModel Model = new("image-classifier", "2", "job", "run");

    private static (LocalPhoto, ClassifiedPhoto) Answer(string label, string answer, ServedModel? model = null)
    {
        string other = answer == "a" ? "b" : "a";
        var classification = new Classification([new Prediction(answer, 0.8), new Prediction(other, 0.2)], model ?? Model);
        return (new LocalPhoto(label, $"{label}/x", "/x"), new ClassifiedPhoto($"{label}/x", classification, null));
    }

    private static (LocalPhoto, ClassifiedPhoto) Unread(string label) =>
        (new LocalPhoto(label, $"{label}/bad", "/bad"), new ClassifiedPhoto($"{label}/bad", null, "is empty"));

    [Fact]
    public void Accuracy_scores_and_matrix_follow_from_the_answers()
    {
        EvaluationReport report =
            EvaluationReport.Of([Answer("a", "a"), Answer("a", "a"), Answer("a", "b"), Answer("b", "b"), Unread("b")]);
        Assert.Equal((4, 3, 0.75), (report.Photos, report.Correct, report.Accuracy));
        // Wilson's interval for 3 of 4.
        Assert.Equal(0.3006, report.AccuracyLow, 4);
        Assert.Equal(0.9544, report.AccuracyHigh, 4);
        Assert.Equal([[2, 1], [0, 1]], report.ConfusionMatrix);
        Assert.Equal((1.0, 2 / 3.0, 0.8), (report.PerClass[0].Precision, report.PerClass[0].Recall, report.PerClass[0].F1));
        // Of class a, 0.8, 0.8 and 0.2 against b's 0.2: two pairs right and one tie. Sure by 0.8, right in 3 of 4 cases.
        Assert.Equal(2.5 / 3, report.PerClass[0].Auc!.Value, 12);
        Assert.Equal(2.5 / 3, report.Auc!.Value, 12);
        Assert.Equal(0.05, report.Ece, 6);
        Assert.Equal(new UnreadPhoto("b/bad", "is empty"), Assert.Single(report.Unread));
    }

    [Fact]
    public void A_label_that_the_model_does_not_know_is_refused()
    {
        CliException error = Assert.Throws<CliException>(() => EvaluationReport.Of([Answer("a", "a"), Answer("tulip", "b")]));
        Assert.Contains("does not know tulip; its classes are a, b", error.Message);
    }

    [Fact]
    public void A_change_of_the_champion_in_between_is_refused() => Assert.Contains("champion changed",
        Assert.Throws<CliException>(() => EvaluationReport.Of([Answer("a", "a"), Answer("a", "a", Model with { Version = "3" })])).Message);

    [Fact]
    public void No_readable_photo_is_an_error_with_the_first_reason() =>
        Assert.Contains("is empty", Assert.Throws<CliException>(() => EvaluationReport.Of([Unread("a")])).Message);

    [Fact]
    public void Photos_that_the_selection_has_seen_are_told_with_the_number_for_the_others()
    {
        EvaluationReport report = EvaluationReport.Of([Answer("a", "a"), Answer("a", "b")]);
        Assert.Equal(["None of these photos was used to train or to choose the model: the accuracy is a fair number."],
            EvaluationView.Seen(report with { Overlap = new OverlapReport(0, 0, 0, 0, new PartialAccuracy(2, 1, 0.5, 0.1, 0.9), true) }));
        Assert.Equal(
            [
                "Warning: 1 of 2 photos were used to train or to choose this model, so the accuracy above flatters it:",
                "  1 that it was trained on",
                "On the 1 new to it: accuracy 0.000 (0 of 1 photos, 95 % interval 0.000 to 0.793).",
            ],
            EvaluationView.Seen(report with { Overlap = new OverlapReport(1, 0, 0, 0, new PartialAccuracy(1, 0, 0, 0, 0.793), true) }));
        Assert.Equal("None is new to it: for a fair number evaluate photos that were never trained on.",
            EvaluationView.Seen(report with { Overlap = new OverlapReport(1, 0, 1, 0, null, true) }).Last());
    }
}
