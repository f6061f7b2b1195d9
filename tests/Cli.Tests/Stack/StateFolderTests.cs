using ImageClassifier.Cli;
using ImageClassifier.Cli.Stack;

namespace Cli.Tests.Stack;

public sealed class StateFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_does_not_exist_is_made_and_left_empty()
    {
        string state = Path.Combine(_folder.Path, "a", "b");
        StateFolder.Prepare(new StackSettings(state, StackPorts.Default));
        Assert.Empty(Directory.GetFiles(state, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("photo.jpg", "photo.jpg is a file")]
    [InlineData("photo.jpg/state", "photo.jpg is a file")]
    [InlineData("/proc/state", "/proc/state cannot be written")]
    [InlineData("/dev/null", "/dev/null is a file")]
    public void A_folder_that_cannot_be_one_is_named_with_the_reason_and_what_to_do(string state, string reason)
    {
        _folder.Write("photo.jpg");
        CliException error = Assert.Throws<CliException>(() =>
            StateFolder.Prepare(new StackSettings(Path.Combine(_folder.Path, state), StackPorts.Default)));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains(reason, error.Message);
        Assert.EndsWith("choose another folder with --state", error.Message);
    }

    [Fact]
    public void A_file_is_replaced_whole_and_nothing_unfinished_is_left()
    {
        string path = _folder.Write("record.json", "old");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "taken"));
        Assert.NotNull(Record.Exception(() => StateFile.Write(Path.Combine(_folder.Path, "taken"), [1])));
        Assert.Equal("old", File.ReadAllText(path));
        StateFile.Write(path, "new"u8.ToArray());
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }
}
