using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Studies.Datasets;

namespace Studies.Tests.Datasets;

public sealed class FoldsTests
{
    [Theory]
    [InlineData(2, 30, 21)]
    [InlineData(5, 26, 26)]
    [InlineData(20, 20, 41)]
    public void Every_photo_validates_once_and_every_class_is_spread_evenly(int folds, int roses, int daisies)
    {
        Manifest manifest = ManifestBuilder.Build([.. Photos.Class("rose", roses), .. Photos.Class("daisy", daisies)], 0.2, seed: 3, folds);

        ManifestFold[] sides = [.. Enumerable.Range(0, folds).Select(manifest.For)];
        Assert.Equal(manifest.Items.Select(item => item.Sha256).Order(), sides.SelectMany(side => side.Validation)
            .Select(item => item.Sha256).Order());
        Assert.All(sides, side => Assert.Equal(manifest.Items.Count, side.Train.Count + side.Validation.Count));
        foreach ((string label, int photos) in new[] { ("rose", roses), ("daisy", daisies) })
            Assert.All(sides, side =>
                Assert.InRange(side.Validation.Count(item => item.Label == label), photos / folds, (photos + folds - 1) / folds));
        Assert.InRange(sides.Max(side => side.Validation.Count) - sides.Min(side => side.Validation.Count), 0, 1);
        Assert.Empty(manifest.Warnings);
    }

    [Fact]
    public void The_same_photos_in_any_order_give_the_same_bytes_and_another_seed_gives_others()
    {
        IngestedPhoto[] photos = [.. Photos.Class("a", 25), .. Photos.Class("b", 23)];

        string digest = ManifestBuilder.Build(photos, 0.2, seed: 1, folds: 5).Serialize().Digest;

        Assert.Equal(digest, ManifestBuilder.Build(photos.Reverse(), 0.2, seed: 1, folds: 5).Serialize().Digest);
        Assert.NotEqual(digest, ManifestBuilder.Build(photos, 0.2, seed: 2, folds: 5).Serialize().Digest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Near_duplicates_stay_in_one_fold_and_classes_are_in_every_fold(int seed)
    {
        IngestedPhoto[] originals = [.. Photos.Class("a", 21), .. Photos.Class("b", 20)];
        IngestedPhoto[] bursts =
            [.. originals.Take(30).Select(photo => Photos.Resembling(photo, $"{photo.Label}/burst-{photo.Upload[2..]}", bits: 12))];
        IngestedPhoto across = Photos.Resembling(originals[0], "b/like-a0.jpg", bits: 5);

        Manifest manifest = ManifestBuilder.Build([.. originals, .. bursts, across], 0.2, seed, folds: 5);

        Assert.All(manifest.Items.GroupBy(item => item.Group), group => Assert.Single(group.Select(item => item.Fold).Distinct()));
        Assert.All(Enumerable.Range(0, 5).Select(manifest.For), fold =>
            Assert.Equal(2, fold.Validation.Select(item => item.Label).Distinct().Count()));
        int[] sizes = [.. Enumerable.Range(0, 5).Select(fold => manifest.For(fold).Validation.Count)];
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 4);
    }

    [Fact]
    public void A_hold_out_split_is_its_only_fold()
    {
        Manifest manifest = ManifestBuilder.Build([.. Photos.Class("a", 10), .. Photos.Class("b", 10)], 0.3, seed: 1);

        Assert.Equal(manifest.Items.Where(item => item.Split == Split.Validation), manifest.For(0).Validation);
        Assert.Throws<ArgumentOutOfRangeException>(() => manifest.For(1));
        Assert.All(manifest.Items, item => Assert.Null(item.Fold));
    }

    [Fact]
    public void Fewer_photos_of_different_looks_than_folds_are_a_problem()
    {
        IngestedPhoto first = Photos.Of("b/0.jpg", "b");
        IngestedPhoto[] alike = [first, .. Enumerable.Range(1, 9).Select(i => Photos.Resembling(first, $"b/{i}.jpg", bits: 3))];

        Assert.Equal("$.dataset: has 4 photos of a, too few for 5 folds; upload more, or ask for 4 folds or fewer",
            Assert.Single(ManifestBuilder.Validate([.. Photos.Class("a", 4), .. Photos.Class("c", 5)], folds: 5)).ToString());
        Assert.Equal(
            "$.dataset: has 1 photos of different looks (of 10) of b, too few for 2 folds; upload more, or ask for 1 fold or fewer",
            Assert.Single(ManifestBuilder.Validate([.. Photos.Class("a", 4), .. alike], folds: 2)).ToString());
    }

    [Fact]
    public void A_split_that_somebody_made_is_kept_and_what_lies_on_both_sides_only_validates()
    {
        IngestedPhoto[] training = [.. Photos.Class("a", 20), .. Photos.Class("b", 20)];
        IngestedPhoto[] validation = [Photos.Of("a/new.jpg", "new a"), Photos.Of("b/new.jpg", "new b"), Photos.Of("a/again.jpg", "a 3"),
            Photos.Resembling(training[25], "b/near.jpg", bits: 4)];

        Manifest manifest = ManifestBuilder.Build(training, validation);

        Assert.Equal(validation.Select(photo => photo.Sha256).Order(), manifest.For(0).Validation.Select(item => item.Sha256).Order());
        Assert.Equal(39, manifest.For(0).Train.Count);
        Assert.Contains(manifest.Warnings, warning =>
            warning.StartsWith("1 validation photo looks nearly like a training photo", StringComparison.Ordinal));
    }
}
