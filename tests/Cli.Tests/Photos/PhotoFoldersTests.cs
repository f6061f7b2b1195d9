using ImageClassifier.Cli;
using ImageClassifier.Cli.Photos;

namespace Cli.Tests.Photos;

public sealed class PhotoFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_cannot_be_used_is_wrong_usage()
    {
        CliException missing = Assert.Throws<CliException>(() => PhotoFolders.ToTrainOn(_folder.Path + "/no"));
        Assert.Equal((ExitCode.Usage, $"{_folder.Path}/no does not exist"), (missing.ExitCode, missing.Message));
    }

    [Fact]
    public void Of_a_split_training_and_measuring_take_different_photos()
    {
        foreach (string file in (string[])["train/daisy/1.jpg", "val/daisy/2.jpg", "test/daisy/3.jpg"]) _folder.Write(file);

        Assert.Equal(["daisy/train/1.jpg", "daisy/val/2.jpg"],
            PhotoFolders.ToTrainOn(_folder.Path).Photos.Select(photo => photo.UploadName));
        Assert.Equal(["daisy/3.jpg"], PhotoFolders.ToMeasureOn(_folder.Path).Photos.Select(photo => photo.UploadName));
    }
}
