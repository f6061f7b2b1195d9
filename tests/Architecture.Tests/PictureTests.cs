namespace Architecture.Tests;

/// <summary>The tree and the picture in docs/ARCHITECTURE.md, which follow from the folders and the project files.</summary>
public sealed class PictureTests
{
    private const string Renew = "RENEW_ARCHITECTURE", Begin = "<!-- begin: made from the folders and the project files -->",
        End = "<!-- end -->";

    private static readonly string[] Tops =
        ["bench", "build", "cli", "docs", "experiments", "functions", "host", "libs", "samples", "tests", "tracking", "web", "worker"];

    private static readonly HashSet<string> NotShown = ["bin", "obj", "node_modules", "TestResults"];

    [Fact]
    public void The_document_shows_the_folders_and_references_as_they_are()
    {
        string file = Path.Combine(Repository.Root, "docs", "ARCHITECTURE.md"), text = File.ReadAllText(file);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, Math.Max(begin, 0), StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, $"{file} must have the lines {Begin} and {End}");
        string expected = $"{text[..begin]}{Begin}\n```\n{Tree()}```\n\n```mermaid\n{Picture()}```\n{text[end..]}";

        if (Environment.GetEnvironmentVariable(Renew) == "1") File.WriteAllText(file, expected);

        Assert.True(File.ReadAllText(file) == expected,
            $"{file} differs from the folders and references. Renew it: {Renew}=1 ./test Architecture.Tests");
    }

    /// <summary>As <c>tree -d -L 2</c>, folders with sources of ours alone.</summary>
    private static string Tree()
    {
        var lines = new List<string>();
        foreach (DirectoryInfo top in Tops.Select(name => new DirectoryInfo(Path.Combine(Repository.Root, name))))
        {
            lines.Add(top.Name + "/");
            DirectoryInfo[] rooms = [.. Folders(top)];
            lines.AddRange(rooms.Select((room, i) => $"{(i == rooms.Length - 1 ? "└──" : "├──")} {room.Name}"));
        }
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static IEnumerable<DirectoryInfo> Folders(DirectoryInfo folder) => folder.EnumerateDirectories()
        .Where(room => !NotShown.Contains(room.Name) && !room.Name.StartsWith('.') && HasFiles(room))
        .OrderBy(room => room.Name, StringComparer.Ordinal);

    // What a build or another branch left is empty of sources.
    private static bool HasFiles(DirectoryInfo folder) =>
        folder.EnumerateFiles().Any() || folder.EnumerateDirectories().Where(room => !NotShown.Contains(room.Name)).Any(HasFiles);

    private static string Picture()
    {
        var lines = new List<string> { "flowchart TD" };
        foreach (string project in Projects.Executables.Concat(Projects.Libraries))
        {
            IReadOnlyList<string> references = Projects.References(project);
            // What is reached through another reference needs no arrow of its own.
            string[] direct = [.. references.Where(to => !references.Any(other => other != to && Projects.References(other).Contains(to)))];
            lines.Add($"    {project}[{(Projects.Libraries.Contains(project) ? "libs/" : "")}{project}]");
            lines.AddRange(direct.Select(to => $"    {project} --> {to}"));
        }
        return string.Concat(lines.Select(line => line + "\n"));
    }
}
