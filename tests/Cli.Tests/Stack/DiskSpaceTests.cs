using ImageClassifier.Cli.Stack;

namespace Cli.Tests.Stack;

public sealed class DiskSpaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Too_little_room_is_told_with_the_folder_and_what_to_do()
    {
        var disk = new DiskSpace(new StackSettings(_folder.Path, StackPorts.Default));
        Assert.Null(disk.Problem(needed: 1));
        string problem = disk.Problem(needed: long.MaxValue)!;
        Assert.StartsWith($"the disk of the state folder {_folder.Path} is full", problem);
        Assert.EndsWith("make room there, or choose another folder with --state", problem);
    }

    [Theory]
    [InlineData("Error: ENOSPC: no space left on device, write", true)]
    [InlineData("System.IO.IOException: No space left on device : '/s/a'", true)]
    [InlineData("SQLite Error 13: 'database or disk is full'.", true)]
    [InlineData("listening on port 28", false)]
    public void A_service_that_met_a_full_disk_is_understood(string line, bool full) => Assert.Equal(full, DiskSpace.IsComplaint(line));

    [Fact]
    public void A_full_disk_is_told_from_other_faults()
    {
        // A device that is always full.
        Exception full = Record.Exception(() => File.WriteAllBytes("/dev/full", [1]))!;
        Assert.True(FileFaults.IsDiskFull(full));
        Assert.False(FileFaults.IsDiskFull(Record.Exception(() => File.ReadAllBytes("/no/such/file"))!));
    }
}
