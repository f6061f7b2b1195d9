
using ImageClassifier.Imaging.Folders;

namespace Imaging.Tests.Folders;

public sealed class PhotoFolderTests : IDisposable
{
    private readonly PhotoTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private PhotoFolder Scan(params string[] files)
    {
        foreach (string file in files) _tree.Add(file);
        return PhotoFolder.Scan(_tree.Root);
    }

    private string Refused(params string[] files) => Assert.Throws<PhotoFolderException>(() => Scan(files)).Message;

    private static string[] Names(PhotoFolder folder) => [.. folder.Photos.Select(photo => photo.UploadName)];

    [Fact]
    public void Every_file_of_a_class_folder_is_taken_whatever_its_ending()
    {
        PhotoFolder scan = Scan("daisy/a.jpg", "daisy/b.txt", "rose/c", "rose/100% #1 ü.PNG");
        Assert.Equal(["daisy/a.jpg", "daisy/b.txt", "rose/100% #1 ü.PNG", "rose/c"], Names(scan));
        Assert.Equal(["daisy", "rose"], scan.Labels);
        Assert.Empty(scan.Notes);
    }

    [Fact]
    public void The_first_folder_is_the_label_and_deeper_ones_stay_in_the_name()
    {
        LocalPhoto photo = Assert.Single(Scan("daisy/summer/2024/a.jpg").Photos);
        Assert.Equal(("daisy", "daisy/summer/2024/a.jpg"), (photo.Label, photo.UploadName));
    }

    [Fact]
    public void One_folder_of_folders_is_asked_about() =>
        Assert.Contains($"if those are the classes, name {_tree["data"]}",
            Assert.Single(Scan("data/daisy/a.jpg", "data/rose/b.jpg").Notes));

    [Theory]
    [InlineData(".DS_Store")]
    [InlineData(".hidden.jpg")]
    [InlineData("Thumbs.db")]
    [InlineData("ehthumbs.db")]
    [InlineData("desktop.ini")]
    [InlineData("Picasa.ini")]
    [InlineData(".picasa.ini")]
    [InlineData("@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg")]
    [InlineData("#recycle/a.jpg")]
    [InlineData("lost+found/a.jpg")]
    [InlineData("__MACOSX/._a.jpg")]
    [InlineData("$RECYCLE.BIN/a.jpg")]
    [InlineData("System Volume Information/a")]
    [InlineData(".ipynb_checkpoints/a-checkpoint.jpg")]
    [InlineData(".picasaoriginals/a.jpg")]
    [InlineData(".git/config")]
    [InlineData("@Recycle/a.jpg")]
    [InlineData("THUMBS.DB")]
    public void What_systems_leave_behind_is_passed_over_at_every_depth(string litter)
    {
        PhotoFolder scan = Scan("daisy/a.jpg", "rose/b.jpg", litter, $"daisy/{litter}", $"rose/deeper/{litter}");
        Assert.Equal(["daisy/a.jpg", "rose/b.jpg"], Names(scan));
        Assert.Empty(scan.Notes);
    }

    [Fact]
    public void Links_to_photos_are_followed_and_links_that_lead_nowhere_are_told()
    {
        _tree.Link("daisy/b.jpg", _tree.Add("daisy/a.jpg"));
        _tree.Link("daisy/c.jpg", "/nowhere/at/all");
        _tree.Link("daisy/d.jpg", _tree["daisy/e.jpg"]);
        _tree.Link("daisy/e.jpg", _tree["daisy/d.jpg"]);
        PhotoFolder scan = Scan();
        Assert.Equal(["daisy/a.jpg", "daisy/b.jpg"], Names(scan));
        Assert.Equal("3 files or folders are not used, because each is a link that leads nowhere: daisy/c.jpg, daisy/d.jpg, daisy/e.jpg",
            Assert.Single(scan.Notes));
    }

    [Theory]
    [InlineData("daisy/again", "daisy")]
    [InlineData("daisy/all", "")]
    [InlineData("daisy/deep/er/all", "")]
    [InlineData("daisy/out", "..")]
    public void A_link_to_a_folder_above_is_not_followed(string link, string target)
    {
        _tree.Link(link, target == ".." ? Path.GetDirectoryName(_tree.Root)! : _tree[target]);
        PhotoFolder scan = Scan("daisy/a.jpg", "rose/b.jpg");
        Assert.Equal(["daisy/a.jpg", "rose/b.jpg"], Names(scan));
        Assert.Equal($"{link} is a link to a folder above it, and is not used", Assert.Single(scan.Notes));
    }

    [Fact]
    public void Links_between_folders_end()
    {
        _tree.Link("daisy/one/two", _tree["daisy/two"]);
        _tree.Link("daisy/two/one", _tree["daisy/one"]);
        PhotoFolder scan = Scan("daisy/one/a.jpg", "daisy/two/b.jpg");
        Assert.Equal(["daisy/one/a.jpg", "daisy/one/two/b.jpg", "daisy/two/b.jpg", "daisy/two/one/a.jpg"], Names(scan));
    }

    [Fact]
    public void Classes_that_are_links_to_each_other_are_refused()
    {
        _tree.Link("rose", _tree["daisy"]);
        Assert.Contains("daisy and rose, which are one folder, because rose is a link", Refused("daisy/a.jpg"));
    }

    [Fact]
    public void A_folder_that_is_reached_by_a_link_is_read()
    {
        using var other = new PhotoTree("daisy/a.jpg", "rose/b.jpg");
        _tree.Link("photos", other.Root);
        Assert.Equal(["daisy/a.jpg", "rose/b.jpg"], Names(PhotoFolder.Scan(_tree["photos"])));
    }

    [Fact]
    public void What_cannot_be_read_is_passed_over_with_a_note()
    {
        foreach (string file in (string[])["daisy/a.jpg", "daisy/locked/b.jpg", "rose/c.jpg"]) _tree.Add(file);

        PhotoFolder scan = SplitFolder.Scan(_tree.Root, folder =>
            folder.Name is "locked" or "rose" ? throw new UnauthorizedAccessException() : FolderReader.List(folder)).ForTraining();

        Assert.Equal(["daisy/a.jpg"], Names(scan));
        Assert.Equal(
            ["the folder rose has no files",
                "2 files or folders are not used, because each is a folder that cannot be read (give yourself the right to): "
                + "daisy/locked, rose"], scan.Notes);
        Assert.Contains("cannot be read",
            Assert.Throws<PhotoFolderException>(() => SplitFolder.Scan(_tree.Root, _ => throw new UnauthorizedAccessException())).Message);
    }

    [Fact]
    public void Files_beside_the_class_folders_and_empty_class_folders_are_told()
    {
        Directory.CreateDirectory(_tree["rose"]);
        Assert.Equal(["1 file lies beside the class folders and was not used: README.txt", "the folder rose has no files"],
            Scan("daisy/a.jpg", "README.txt").Notes);
    }

    [Fact]
    public void Names_that_would_break_a_line_are_escaped_and_not_used()
    {
        PhotoFolder scan =
            Scan("daisy/a.jpg", "daisy/b\nc.jpg", "daisy/d\te\r.jpg", "ro\nse/f.jpg", "daisy/new\nfolder/g.jpg", "daisy/back\\slash.jpg");
        Assert.Equal(["daisy/a.jpg"], Names(scan));
        Assert.All(scan.Notes, note => Assert.DoesNotContain(note, char.IsControl));
        Assert.Contains(scan.Notes, note => note.StartsWith("4 files or folders", StringComparison.Ordinal)
            && note.Contains("ro\\u000Ase"));
        Assert.Contains(scan.Notes, note => note.Contains("backslash"));
    }

    [Fact]
    public void A_thousand_files_of_one_kind_are_one_note()
    {
        for (int i = 0; i < 1000; i++) _tree.Link($"daisy/{i}.jpg", "/nowhere");
        Assert.Equal(
            "1000 files or folders are not used, because each is a link that leads nowhere: daisy/0.jpg, daisy/1.jpg, daisy/2.jpg and "
                + "997 more", Assert.Single(Scan("daisy/a.jpg").Notes));
    }

    [Fact]
    public void Classes_are_in_natural_order() =>
        Assert.Equal(["class 1", "class 2", "class 10", "class 20"],
            Scan("class 10/a.jpg", "class 2/a.jpg", "class 20/a.jpg", "class 1/a.jpg").Labels);

    [Theory]
    [InlineData("caf\u00E9", "cafe\u0301", "cafe\\u0301")]
    [InlineData("rose", "rose ", "\"rose \"")]
    [InlineData("rose", "ro\u200Bse", "ro\\u200Bse")]
    [InlineData("golden retriever", "golden\u00A0retriever", "golden\\u00A0retriever")]
    [InlineData("rose", "\uFEFFrose", "\\uFEFFrose")]
    public void Classes_that_nobody_can_tell_apart_are_refused(string one, string other, string named)
    {
        string message = Refused($"{one}/a.jpg", $"{other}/b.jpg");
        Assert.Contains("look the same", message);
        Assert.Contains(named, message);
    }

    [Theory]
    [InlineData("Cat", "cat")]
    [InlineData("golden_retriever", "Golden Retriever")]
    [InlineData("rose", "r\u043Ese")]
    public void Classes_that_look_alike_are_named(string one, string other)
    {
        PhotoFolder scan = Scan($"{one}/a.jpg", $"{other}/b.jpg");
        Assert.Equal(2, scan.Labels.Count);
        string note = Assert.Single(scan.Notes);
        Assert.Contains($"\"{one}\"", note);
        Assert.Contains($"\"{other}\"", note);
    }

    [Fact]
    public void A_class_has_one_name_on_every_system() => Assert.Equal(["caf\u00E9"], Scan("cafe\u0301/a.jpg").Labels);

    [Fact]
    public void A_pipe_is_not_waited_for()
    {
        _tree.Add("daisy/a.jpg");
        using var made = System.Diagnostics.Process.Start("mkfifo", _tree["daisy/pipe"]);
        made.WaitForExit();
        Assert.Equal(["daisy/a.jpg", "daisy/pipe"], Names(Scan()));
    }

    [Fact]
    public void A_missing_folder_is_refused() =>
        Assert.Equal($"{_tree.Root}/no does not exist",
            Assert.Throws<PhotoFolderException>(() => PhotoFolder.Scan(_tree.Root + "/no")).Message);

    [Fact]
    public void A_file_in_place_of_a_folder_is_refused() =>
        Assert.Contains("is a file", Assert.Throws<PhotoFolderException>(() => PhotoFolder.Scan(_tree.Add("a.jpg"))).Message);

    [Fact]
    public void An_empty_folder_is_refused() => Assert.Contains("is empty", Refused());

    [Fact]
    public void Photos_without_class_folders_are_refused_with_an_example()
    {
        string message = Refused("a.jpg");
        Assert.Contains("has 1 file but no sub-folders", message);
        Assert.Contains("daisy/a.jpg", message);
    }

    [Fact]
    public void Class_folders_without_any_file_are_refused()
    {
        Directory.CreateDirectory(_tree["rose"]);
        Assert.Contains("no files in its sub-folders (rose)", Refused());
    }
}
