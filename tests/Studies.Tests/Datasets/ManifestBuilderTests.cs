using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Studies.Datasets;

namespace Studies.Tests.Datasets;

public sealed class ManifestBuilderTests
{
    [Fact]
    public void The_same_photos_in_any_order_give_the_same_bytes()
    {
        IngestedPhoto[] photos = [.. Photos.Class("rose", 40), .. Photos.Class("daisy", 25)];

        (byte[] first, string digest) = ManifestBuilder.Build(photos, 0.2, seed: 7).Serialize();
        (byte[] second, string again) = ManifestBuilder.Build(photos.Reverse(), 0.2, seed: 7).Serialize();

        Assert.Equal(first, second);
        Assert.Equal(digest, again);
    }

    [Fact]
    public void Another_seed_gives_another_split_of_the_same_photos()
    {
        IngestedPhoto[] photos = [.. Photos.Class("rose", 40), .. Photos.Class("daisy", 40)];

        Manifest first = ManifestBuilder.Build(photos, 0.2, seed: 1), second = ManifestBuilder.Build(photos, 0.2, seed: 2);

        Assert.Equal(first.Items.Select(item => item.Sha256), second.Items.Select(item => item.Sha256));
        Assert.NotEqual(first.Items.Select(item => item.Split), second.Items.Select(item => item.Split));
    }

    [Theory]
    [InlineData(100, 0.2, 20)]
    [InlineData(7, 0.2, 1)]
    [InlineData(3, 0.05, 1)]
    [InlineData(3, 0.9, 2)]
    [InlineData(25, 0.5, 13)]
    public void Each_class_gives_its_share_to_validation(int photos, double fraction, int expected)
    {
        Manifest manifest = ManifestBuilder.Build([.. Photos.Class("a", photos), .. Photos.Class("b", photos)], fraction, seed: 3);

        Assert.All(manifest.Counts, count => Assert.Equal((photos - expected, expected), (count.Train, count.Validation)));
        Assert.Equal(manifest.Counts.Sum(count => count.Validation), manifest.Items.Count(item => item.Split == Split.Validation));
    }

    [Fact]
    public void Classes_and_items_are_in_ordinal_order()
    {
        Manifest manifest =
            ManifestBuilder.Build([.. Photos.Class("b", 3), .. Photos.Class("ä", 3), .. Photos.Class("B", 3)], 0.3, seed: 0);

        Assert.Equal(["B", "b", "ä"], manifest.Classes);
        Assert.Equal(manifest.Items.OrderBy(item => item.Label, StringComparer.Ordinal)
            .ThenBy(item => item.Sha256, StringComparer.Ordinal), manifest.Items);
    }

    [Fact]
    public void Identical_photos_of_a_class_count_once_with_a_warning()
    {
        IngestedPhoto[] photos = [.. Photos.Class("a", 20), .. Photos.Class("b", 20), Photos.Of("a/copy.jpg", "a 0")];

        Manifest manifest = ManifestBuilder.Build(photos, 0.2, seed: 0);

        Assert.Equal(40, manifest.Items.Count);
        Assert.Equal("the same photo was uploaded 2 times and counts once: a/0.jpg, a/copy.jpg", Assert.Single(manifest.Warnings));
    }

    [Fact]
    public void A_photo_under_two_labels_is_left_out_with_a_warning()
    {
        IngestedPhoto[] photos = [.. Photos.Class("a", 20), .. Photos.Class("b", 20), Photos.Of("a/x.jpg", "x"), Photos.Of("b/x.jpg", "x")];

        Manifest manifest = ManifestBuilder.Build(photos, 0.2, seed: 0);

        Assert.DoesNotContain(manifest.Items, item => item.Upload.EndsWith("x.jpg", StringComparison.Ordinal));
        Assert.Equal("the same photo lies under different labels and is left out: a/x.jpg, b/x.jpg; delete the wrong ones",
            Assert.Single(manifest.Warnings));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Near_duplicates_never_lie_on_both_sides_of_the_split(int seed)
    {
        IngestedPhoto[] originals = [.. Photos.Class("a", 15), .. Photos.Class("b", 15)];
        IngestedPhoto[] bursts =
            [.. originals.Select(photo => Photos.Resembling(photo, $"{photo.Label}/burst-{photo.Upload[2..]}", bits: 12))];

        Manifest manifest = ManifestBuilder.Build([.. originals, .. bursts], 0.25, seed);

        Assert.Equal(30, manifest.Items.Select(item => item.Group).Distinct().Count());
        Assert.All(manifest.Items.GroupBy(item => item.Group), group => Assert.Single(group.Select(item => item.Split).Distinct()));
        Assert.All(manifest.Counts, count => Assert.InRange(count.Validation, 6, 8));
    }

    [Fact]
    public void Photos_that_differ_in_more_bits_are_not_near_duplicates()
    {
        IngestedPhoto original = Photos.Of("a/0.jpg", "0");

        Manifest manifest = ManifestBuilder.Build([original, Photos.Resembling(original, "a/1.jpg", bits: 13)], 0.5, seed: 0);

        Assert.Equal(2, manifest.Items.Select(item => item.Group).Distinct().Count());
    }

    [Fact]
    public void Near_duplicates_of_several_classes_stay_together()
    {
        IngestedPhoto[] photos = [.. Photos.Class("a", 20), .. Photos.Class("b", 20)];
        photos[25] = Photos.Resembling(photos[3], "b/like-a3.jpg", bits: 5);

        Manifest manifest = ManifestBuilder.Build(photos, 0.5, seed: 4);

        ManifestItem[] pair = [.. manifest.Items.GroupBy(item => item.Group).Single(group => group.Count() == 2)];
        Assert.Equal(pair[0].Split, pair[1].Split);
    }

    [Fact]
    public void A_class_whose_photos_all_look_alike_is_warned_about()
    {
        IngestedPhoto first = Photos.Of("b/0.jpg", "b");
        IngestedPhoto[] alike = [first, .. Enumerable.Range(1, 24).Select(i => Photos.Resembling(first, $"b/{i}.jpg", bits: 3))];

        Manifest manifest = ManifestBuilder.Build([.. Photos.Class("a", 20), .. alike], 0.2, seed: 0);

        Assert.Equal("b has no photos to validate with, for its photos look all alike; upload different ones",
            Assert.Single(manifest.Warnings));
    }

    [Fact]
    public void Few_photos_are_warned_about()
    {
        Manifest manifest = ManifestBuilder.Build([.. Photos.Class("a", 20), .. Photos.Class("b", 19)], 0.2, seed: 0);

        Assert.Equal("b has 19 photos; its numbers will be very uncertain below 20", Assert.Single(manifest.Warnings));
    }

    [Fact]
    public void Many_classes_with_one_fault_are_one_warning_with_the_first_names()
    {
        IngestedPhoto[] photos = [.. Enumerable.Range(10, 7).SelectMany(i => Photos.Class($"class-{i}", 6))];

        Manifest manifest = ManifestBuilder.Build(photos, 0.2, seed: 0);

        Assert.Equal("7 classes have fewer than 20 photos, so their numbers will be very uncertain: "
            + "class-10 (6), class-11 (6), class-12 (6), class-13 (6), class-14 (6) and 2 more", Assert.Single(manifest.Warnings));
    }

    [Fact]
    public void Many_photos_with_one_fault_are_one_warning_too()
    {
        IngestedPhoto[] photos =
        [
            .. Photos.Class("a", 20), .. Photos.Class("b", 20), Photos.Of("a/copy 0.jpg", "a 0"), Photos.Of("a/copy 1.jpg", "a 1"),
            Photos.Of("a/x.jpg", "x"), Photos.Of("b/x.jpg", "x"), Photos.Of("a/y.jpg", "y"), Photos.Of("b/y.jpg", "y"),
        ];

        IReadOnlyList<string> warnings = ManifestBuilder.Build(photos, 0.2, seed: 0).Warnings;

        Assert.Equal(2, warnings.Count);
        Assert.StartsWith("2 photos lie under different labels and are left out; delete the wrong ones: ", warnings[0]);
        Assert.Contains("a/x.jpg, b/x.jpg", warnings[0]);
        Assert.StartsWith("2 photos were uploaded more than once and count once each: ", warnings[1]);
    }

    [Fact]
    public void No_photos_and_one_class_cannot_be_trained_on()
    {
        Assert.Equal("$.dataset: has no usable photos; upload photos of at least two classes, one folder each",
            Assert.Single(ManifestBuilder.Validate([])).ToString());
        Assert.Equal("$.dataset: has one class only (a); upload photos of at least two classes, one folder each",
            Assert.Single(ManifestBuilder.Validate(Photos.Class("a", 50))).ToString());
    }

    [Fact]
    public void Photos_under_several_labels_are_the_reason_why_none_can_be_used()
    {
        IngestedPhoto[] photos = [.. Enumerable.Range(0, 4)
            .SelectMany(i => (IngestedPhoto[])[Photos.Of($"a/{i}.jpg", $"{i}"), Photos.Of($"b/{i}.jpg", $"{i}")])];

        string message = Assert.Single(ManifestBuilder.Validate(photos)).Message;

        Assert.StartsWith("has no usable photos, because 4 photos lie under several labels, as a/", message);
        Assert.EndsWith("and no one can say which is right; delete the wrong ones", message);
        Assert.StartsWith("has one class only (c), because 4 photos lie under several labels",
            ManifestBuilder.Validate([.. photos, .. Photos.Class("c", 9)])[0].Message);
    }

    [Fact]
    public void Classes_that_look_alike_are_warned_about()
    {
        IngestedPhoto[] photos = [.. Photos.Class("Cat", 20), .. Photos.Class("cat", 20), .. Photos.Class("dog", 20)];

        Assert.Equal("the classes \"Cat\" and \"cat\" look alike; if they are one, put their photos into one folder",
            Assert.Single(ManifestBuilder.Build(photos, 0.2, seed: 0).Warnings));
        Assert.Single(ManifestBuilder.Summarize(photos).Warnings);
    }

    [Fact]
    public void Copies_do_not_make_a_class_large_enough()
    {
        IngestedPhoto[] photos = [.. Photos.Class("a", 3), Photos.Of("b/0.jpg", "x"), Photos.Of("b/1.jpg", "x"), Photos.Of("b/2.jpg", "y")];

        Problem problem = Assert.Single(ManifestBuilder.Validate(photos));

        Assert.Equal("has 2 distinct photos of b; upload at least 3, better 20 or more", problem.Message);
    }

    [Fact]
    public void Many_small_classes_are_one_problem()
    {
        IEnumerable<IngestedPhoto> small = Enumerable.Range(1, 102).SelectMany(i => Photos.Class($"class-{i}", 1 + i % 2));
        IngestedPhoto[] photos = [.. Photos.Class("large", 5), .. small];

        Problem problem = Assert.Single(ManifestBuilder.Validate(photos));

        Assert.Equal("has fewer than 3 distinct photos of each of 102 classes, "
            + "class-1 (2), class-2 (1), class-3 (2), class-4 (1), class-5 (2) and 97 more; "
            + "upload at least 3, better 20 or more", problem.Message);
    }

    [Fact]
    public void Many_classes_that_are_too_small_for_the_folds_are_one_problem()
    {
        IngestedPhoto[] photos = [.. Photos.Class("a", 4), .. Photos.Class("b", 3), .. Photos.Class("c", 5)];

        Problem problem = Assert.Single(ManifestBuilder.Validate(photos, folds: 5));

        Assert.Equal("has too few photos of different looks for 5 folds of 2 classes, a (4), b (3); "
            + "upload more, or ask for 3 folds or fewer", problem.Message);
    }

    [Fact]
    public void Two_classes_of_three_photos_can_be_trained_on()
    {
        Assert.Empty(ManifestBuilder.Validate([.. Photos.Class("a", 3), .. Photos.Class("b", 3)]));
    }

    [Fact]
    public void A_summary_counts_what_is_there_and_what_can_be_used()
    {
        IngestedPhoto[] photos =
        [
            .. Photos.Class("b", 20), Photos.Of("a/1.jpg", "1"), Photos.Of("a/1-copy.jpg", "1"), Photos.Of("c/x.jpg", "x"),
                Photos.Of("b/x.jpg", "x"),
        ];

        (IReadOnlyList<ClassSummary> classes, IReadOnlyList<string> warnings) = ManifestBuilder.Summarize(photos);

        Assert.Equal([new ClassSummary("a", 2, 1), new ClassSummary("b", 21, 20), new ClassSummary("c", 1, 0)], classes);
        Assert.Equal(3, warnings.Count);
        Assert.Contains("a has 1 photo; its numbers will be very uncertain below 20", warnings);
    }
}
