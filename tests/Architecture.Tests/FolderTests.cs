namespace Architecture.Tests;

/// <summary>A folder that one can take in at a glance.</summary>
public sealed class FolderTests
{
    private const int Most = 20;

    private static readonly string[] Sources = [".cs", ".ts", ".tsx"];

    private static readonly HashSet<string> NotOurs = ["bin", "obj", "node_modules"];

    [Fact]
    public void A_folder_without_rooms_holds_twenty_source_files_at_most()
    {
        string[] tops = [.. Projects.Executables, "libs", "web", "tests", "bench", "build", "samples"];

        IEnumerable<string> full = tops.Select(top => new DirectoryInfo(Path.Combine(Repository.Root, top))).Where(top => top.Exists)
            .SelectMany(Below)
            .Where(folder => !folder.EnumerateDirectories().Any(room => Below(room).Any(inner => Count(inner) > 0)) && Count(folder) > Most)
            .Select(folder => $"{Path.GetRelativePath(Repository.Root, folder.FullName)}: {Count(folder)} files");

        Assert.Empty(full);
    }

    private static IEnumerable<DirectoryInfo> Below(DirectoryInfo folder) =>
        NotOurs.Contains(folder.Name) || folder.Name.StartsWith('.') ? [] : folder.EnumerateDirectories().SelectMany(Below).Prepend(folder);

    private static int Count(DirectoryInfo folder) => folder.EnumerateFiles().Count(file => Sources.Contains(file.Extension));
}
