
using ImageClassifier.Imaging.Folders;

namespace Imaging.Tests.Folders;

/// <summary>Folders that somebody has split already.</summary>
public sealed class SplitFolderTests : IDisposable
{
    private readonly PhotoTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private SplitFolder Scan(params string[] files)
    {
        foreach (string file in files) _tree.Add(file);
        return SplitFolder.Scan(_tree.Root);
    }

    private static string[] Names(PhotoFolder? folder) => [.. folder!.Photos.Select(photo => photo.UploadName)];

    [Theory]
    [InlineData("train", "val", "test")]
    [InlineData("Train", "Valid", "TEST")]
    [InlineData("training", "validation", "testing")]
    public void Its_parts_are_known_by_the_usual_names(string train, string validation, string test)
    {
        SplitFolder split = Scan($"{train}/daisy/1.jpg", $"{train}/rose/1.jpg", $"{validation}/daisy/1.jpg", $"{validation}/rose/2.jpg",
            $"{test}/daisy/3.jpg", $"{test}/rose/3.jpg");

        Assert.True(split.IsSplit);
        Assert.Equal(["daisy/1.jpg", "rose/1.jpg"], Names(split[PhotoSplit.Training]));
        Assert.Equal(["daisy/1.jpg", "rose/2.jpg"], Names(split.Validation));
        Assert.Equal(["daisy/3.jpg", "rose/3.jpg"], Names(split[PhotoSplit.Test]));
    }

    [Fact]
    public void Training_takes_training_and_validation_and_tells_of_the_test()
    {
        PhotoFolder training = Scan("train/daisy/1.jpg", "train/rose/1.jpg", "val/daisy/1.jpg", "val/rose/2.jpg", "test/daisy/3.jpg",
            "test/rose/3.jpg").ForTraining();

        Assert.Equal(["daisy", "rose"], training.Labels);
        Assert.Equal(["daisy/train/1.jpg", "daisy/val/1.jpg", "rose/train/1.jpg", "rose/val/2.jpg"], Names(training));
        Assert.Equal(
        [
            "the 2 photos of val are used together with those of train; which photos validate is chosen among all of them",
            $"the 2 photos of test are not trained on; measure the champion on them with: evaluate {_tree["test"]}",
        ], training.Notes);
    }

    [Fact]
    public void Measuring_takes_the_test_alone()
    {
        PhotoFolder test = Scan("train/daisy/1.jpg", "train/rose/1.jpg", "test/daisy/3.jpg", "test/rose/3.jpg").ForEvaluation();

        Assert.Equal(["daisy/3.jpg", "rose/3.jpg"], Names(test));
        Assert.Equal("only the photos of test are used, not those of train", Assert.Single(test.Notes));
    }

    [Fact]
    public void Measuring_without_a_test_is_refused() => Assert.Contains($"name the folder to measure on, as in {_tree["val"]}",
        Assert.Throws<PhotoFolderException>(() => Scan("train/daisy/1.jpg", "val/daisy/2.jpg").ForEvaluation()).Message);

    [Fact]
    public void Training_without_training_photos_is_refused() => Assert.Contains("and no folder train",
        Assert.Throws<PhotoFolderException>(() => Scan("val/daisy/1.jpg", "test/daisy/2.jpg").ForTraining()).Message);

    [Fact]
    public void Training_photos_alone_are_a_split_too() =>
        Assert.Equal(["daisy", "rose"], Scan("train/daisy/1.jpg", "train/rose/1.jpg").ForTraining().Labels);

    [Fact]
    public void A_validation_that_lacks_a_class_joins_the_training()
    {
        SplitFolder split = Scan("train/daisy/1.jpg", "train/rose/1.jpg", "valid/daisy/2.jpg");

        Assert.Null(split.Validation);
        Assert.Equal("valid has no photos of rose, so that its photos join those of train", Assert.Single(split.Notes));
    }

    [Fact]
    public void A_part_with_a_class_of_its_own_is_refused() => Assert.Contains("has tulip in test and not in train",
        Assert.Throws<PhotoFolderException>(() => Scan("train/daisy/1.jpg", "test/tulip/2.jpg")).Message);

    [Fact]
    public void A_test_without_labels_is_told_and_not_used()
    {
        SplitFolder split = Scan("train/daisy/1.jpg", "train/rose/1.jpg", "test/1.jpg", "test/2.jpg");

        Assert.Null(split[PhotoSplit.Test]);
        Assert.Equal("test has no class folders, so that its photos have no labels, and is not used", Assert.Single(split.Notes));
    }

    [Fact]
    public void What_lies_beside_a_split_is_told()
    {
        SplitFolder split = Scan("train/daisy/1.jpg", "train/rose/1.jpg", "test/daisy/2.jpg", "test/rose/2.jpg", "annotations/1.xml",
            "README.md", "@eaDir/x");

        Assert.True(split.IsSplit);
        Assert.Equal(["1 file lies beside the class folders and was not used: README.md",
            "annotations lies beside the folders of the split, and is not used"], split.Notes);
    }

    [Fact]
    public void Classes_called_so_among_others_are_classes()
    {
        SplitFolder split = Scan("train/1.jpg", "bus/1.jpg", "tram/deeper/1.jpg", "test/1.jpg");

        Assert.False(split.IsSplit);
        Assert.Equal(["bus", "test", "train", "tram"], split.ForTraining().Labels);
    }

    [Fact]
    public void A_test_beside_the_classes_is_no_class()
    {
        SplitFolder split = Scan("daisy/1.jpg", "rose/1.jpg", "test/daisy/2.jpg", "test/rose/2.jpg");

        Assert.Equal(["daisy", "rose"], split.ForTraining().Labels);
        Assert.StartsWith("test holds folders of the same names as the classes beside it", Assert.Single(split.Notes));
    }

    [Fact]
    public void A_split_without_class_folders_is_refused() =>
        Assert.Contains("train, val, which looks like a split, but there are no class folders in it",
        Assert.Throws<PhotoFolderException>(() => Scan("train/1.jpg", "val/1.jpg")).Message);

    [Fact]
    public void Two_folders_for_one_part_are_refused() => Assert.Contains("val and valid, which are the same part of a split",
        Assert.Throws<PhotoFolderException>(() => Scan("train/daisy/1.jpg", "val/daisy/1.jpg", "valid/daisy/1.jpg")).Message);
}
