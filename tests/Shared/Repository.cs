namespace Shared;

/// <summary>The repository that the tests run in.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file in the output of a project, in the configuration of the tests.</summary>
    /// <param name="project">The project's folder, as <c>functions</c>.</param>
    /// <param name="name">Of the file.</param>
    public static string Built(string project, string name)
    {
        // As bin/Release/net10.0: the same for all projects.
        string[] output =
            [.. AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).TakeLast(3)];
        string path = Path.Combine([Root, project, .. output, name]);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: build {project}.");
    }

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "ImageClassifier.Serverless.sln"))) return at.FullName;
        throw new InvalidOperationException($"There is no repository above {AppContext.BaseDirectory}: run the tests inside it.");
    }
}
