using ImageClassifier.Cli.Evaluation;
using ImageClassifier.Contracts.Datasets;

namespace Cli.Tests.Evaluation;

public sealed class OverlapTests
{
    private static readonly string Blank = new('0', 64);
    private static readonly string Other = new('f', 64);

    // Twelve of 256 bits, the most that count as the same look; and thirteen.
    private static readonly string Near = "fff" + new string('0', 61);
    private static readonly string Far = "fff1" + new string('0', 60);

    private static Manifest Of(params ManifestItem[] items) => new()
    {
        Seed = 0,
        ValidationFraction = 0.5,
        Classes = ["a"],
        Counts = [],
        Warnings = [],
        Items = items,
    };

    private static ManifestItem Item(string sha256, Split split, string? hash, int? fold = null) =>
        new($"a/{sha256}.jpg", "a", sha256, split, sha256, $"a/{sha256}", fold, hash);

    [Fact]
    public void Photos_are_known_by_their_pixels_and_by_their_looks()
    {
        var overlap = new Overlap(Of(Item("t", Split.Train, Blank), Item("v", Split.Validation, Other)), fold: 0);
        Assert.True(overlap.KnowsLooks);
        Assert.Equal(Familiarity.Training, overlap.Of("t", Far));
        Assert.Equal(Familiarity.Validation, overlap.Of("v", Blank));
        Assert.Equal(Familiarity.NearTraining, overlap.Of("x", Near));
        Assert.Equal(Familiarity.NearValidation, overlap.Of("x", Other));
        Assert.Equal(Familiarity.Unseen, overlap.Of("x", Far));
    }

    [Fact]
    public void The_fold_that_validated_is_not_what_was_trained_on()
    {
        Manifest manifest = Of(Item("0", Split.Validation, Blank, fold: 0), Item("1", Split.Train, Other, fold: 1)) with { Folds = 2 };
        Assert.Equal(Familiarity.Training, new Overlap(manifest, fold: 1).Of("0", Blank));
        Assert.Equal(Familiarity.Validation, new Overlap(manifest, fold: 1).Of("1", Other));
    }

    [Fact]
    public void Without_hashes_pixels_alone_are_compared()
    {
        var overlap = new Overlap(Of(Item("t", Split.Train, null)), fold: 0);
        Assert.False(overlap.KnowsLooks);
        Assert.Equal((Familiarity.Training, Familiarity.Unseen), (overlap.Of("t", Blank), overlap.Of("x", Blank)));
    }

    [Fact]
    public void The_photos_that_are_new_have_numbers_of_their_own()
    {
        OverlapReport report = OverlapReport.Of(
        [
            (Familiarity.Training, true), (Familiarity.Training, true), (Familiarity.NearTraining, true), (Familiarity.Validation, true),
            (Familiarity.Unseen, true), (Familiarity.Unseen, true), (Familiarity.Unseen, true), (Familiarity.Unseen, false),
        ], looksCompared: true);
        Assert.Equal((2, 1, 1, 0, 4), (report.Training, report.NearTraining, report.Validation, report.NearValidation, report.Seen));
        Assert.Equal((4, 3, 0.75), (report.Unseen!.Photos, report.Unseen.Correct, report.Unseen.Accuracy));
        // Wilson's interval for 3 of 4.
        Assert.Equal(0.3006, report.Unseen.Low, 4);
        Assert.Equal(0.9544, report.Unseen.High, 4);
    }

    [Fact]
    public void None_that_is_new_has_no_number() =>
        Assert.Null(OverlapReport.Of([(Familiarity.Validation, true)], looksCompared: true).Unseen);
}
