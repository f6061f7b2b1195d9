using ImageClassifier.Cli;
using ImageClassifier.Cli.Photos;

namespace Cli.Tests.Photos;

public sealed class PhotoFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private PhotoFolder Scan() => PhotoFolder.Scan(_folder.Path);

    private CliException Refused() => Assert.Throws<CliException>(Scan);

    [Fact]
    public void Every_file_of_a_class_folder_is_taken_whatever_its_ending()
    {
        foreach (string name in (string[])["daisy/a.jpg", "daisy/b.txt", "rose/c", "rose/100% #1 ü.PNG"]) _folder.Write(name);
        Assert.Equal(["daisy/a.jpg", "daisy/b.txt", "rose/100% #1 ü.PNG", "rose/c"], Scan().Photos.Select(photo => photo.UploadName));
        Assert.Equal(["daisy", "rose"], Scan().Labels);
    }

    [Fact]
    public void The_first_folder_is_the_label_and_deeper_ones_stay_in_the_name()
    {
        _folder.Write("daisy/summer/2024/a.jpg");
        LocalPhoto photo = Assert.Single(Scan().Photos);
        Assert.Equal(("daisy", "daisy/summer/2024/a.jpg"), (photo.Label, photo.UploadName));
    }

    [Fact]
    public void Hidden_files_and_what_file_managers_leave_are_passed_over()
    {
        foreach (string name in (string[])["daisy/a.jpg", "daisy/.DS_Store", "daisy/Thumbs.db", "daisy/.hidden.jpg", ".git/config", "daisy/.thumbs/b.jpg"])
            _folder.Write(name);
        Assert.Equal(["daisy/a.jpg"], Scan().Photos.Select(photo => photo.UploadName));
        Assert.Empty(Scan().Remarks);
    }

    [Fact]
    public void Links_to_photos_are_followed_and_links_that_lead_nowhere_are_told()
    {
        string real = _folder.Write("daisy/a.jpg");
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder.Path, "daisy/b.jpg"), real);
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder.Path, "daisy/c.jpg"), "/nowhere/at/all");
        PhotoFolder scan = Scan();
        Assert.Equal(["daisy/a.jpg", "daisy/b.jpg"], scan.Photos.Select(photo => photo.UploadName));
        Assert.Contains("daisy/c.jpg is a link that leads nowhere", Assert.Single(scan.Remarks));
    }

    [Fact]
    public void A_link_to_a_folder_above_does_not_go_round_for_ever()
    {
        _folder.Write("daisy/a.jpg");
        Directory.CreateSymbolicLink(System.IO.Path.Combine(_folder.Path, "daisy/again"), System.IO.Path.Combine(_folder.Path, "daisy"));
        PhotoFolder scan = Scan();
        Assert.Equal(["daisy/a.jpg"], scan.Photos.Select(photo => photo.UploadName));
        Assert.Contains("daisy/again", Assert.Single(scan.Remarks));
    }

    [Fact]
    public void Files_beside_the_class_folders_and_empty_class_folders_are_told()
    {
        _folder.Write("daisy/a.jpg");
        _folder.Write("README.txt");
        Directory.CreateDirectory(System.IO.Path.Combine(_folder.Path, "rose"));
        Assert.Equal(["1 files lie beside the class folders and were not used: README.txt", "the folder rose has no files"], Scan().Remarks);
    }

    [Fact]
    public void A_name_with_a_backslash_is_told_and_not_used()
    {
        _folder.Write("daisy/a.jpg");
        _folder.Write("daisy/b\\c.jpg");
        Assert.Contains("backslash", Assert.Single(Scan().Remarks));
        Assert.Single(Scan().Photos);
    }

    [Fact]
    public void A_missing_folder_is_refused()
    {
        CliException refused = Assert.Throws<CliException>(() => PhotoFolder.Scan(_folder.Path + "/no"));
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Equal($"{_folder.Path}/no does not exist", refused.Message);
    }

    [Fact]
    public void A_file_in_place_of_a_folder_is_refused() =>
        Assert.Contains("is a file", Assert.Throws<CliException>(() => PhotoFolder.Scan(_folder.Write("a.jpg"))).Message);

    [Fact]
    public void An_empty_folder_is_refused() => Assert.Contains("is empty", Refused().Message);

    [Fact]
    public void Photos_without_class_folders_are_refused_with_an_example()
    {
        _folder.Write("a.jpg");
        Assert.Contains("1 files but no sub-folders", Refused().Message);
        Assert.Contains("daisy/a.jpg", Refused().Message);
    }

    [Fact]
    public void Class_folders_without_any_file_are_refused()
    {
        Directory.CreateDirectory(System.IO.Path.Combine(_folder.Path, "rose"));
        Assert.Contains("no files in its sub-folders (rose)", Refused().Message);
    }
}
