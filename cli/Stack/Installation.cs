namespace ImageClassifier.Cli.Stack;

/// <summary>The programs that imgc starts: they are built into the same repository, beside imgc itself.</summary>
internal sealed class Installation
{
    private const string RootFile = "ImageClassifier.Serverless.sln";

    // bin/Release/net10.0: the other projects are built the same way as this one.
    private readonly string _output;

    private Installation(string root, string output) => (Root, _output) = (root, output);

    public string Root { get; }

    /// <summary>Starts Azurite, which lies in <see cref="AzuritePackage"/>.</summary>
    public string Azurite => Path.Combine(Root, "build", "azurite.cjs");

    public string AzuritePackage => Path.Combine(Root, "node_modules", "azurite", "package.json");

    public string Tracking => Output("tracking", "tracking.dll");

    public string Functions => Output("functions", "ImageClassifier.Functions.dll");

    /// <summary>The local Functions host, which runs the functions app where <c>func</c> is not wanted.</summary>
    public string Host => Output("host", "functions-host.dll");

    public string Worker => Output("worker", "worker.dll");

    public string Samples => Path.Combine(Root, "samples", "photos");

    /// <summary>Finds the repository above the folder that imgc runs from.</summary>
    /// <exception cref="CliException">imgc was copied out of its repository.</exception>
    public static Installation Find(string baseDirectory)
    {
        for (DirectoryInfo? at = new(baseDirectory); at is not null; at = at.Parent)
        {
            if (!File.Exists(Path.Combine(at.FullName, RootFile))) continue;
            return new Installation(at.FullName, Path.GetRelativePath(Path.Combine(at.FullName, "cli"), baseDirectory));
        }
        throw new CliException(
            $"imgc starts the services that lie beside it, and there is no {RootFile} above {baseDirectory}; run it from the repository, "
            + $"or point it at running services with {Attachment.FunctionsUrlVariable}", ExitCode.Service);
    }

    /// <exception cref="CliException">Names what is not there.</exception>
    public void Check()
    {
        string[] missing = [.. new[] { AzuritePackage, Tracking, Functions, Host, Worker }.Where(file => !File.Exists(file))
            .Select(file => Path.GetRelativePath(Root, file))];
        if (missing.Length > 0)
            throw new CliException($"not built or not installed yet: {string.Join(", ", missing)}; run ./run doctor in {Root}",
                ExitCode.Service);
    }

    private string Output(string project, string file) => Path.GetFullPath(Path.Combine(Root, project, _output, file));
}
