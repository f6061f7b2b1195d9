using System.Net;
using System.Net.Sockets;

namespace Host.Tests.Support;

/// <summary>The programs that these tests start.</summary>
internal static class Programs
{
    /// <summary>The official host is tested in place of ours: FUNCTIONS_HOST=func.</summary>
    public static bool IsFunc => Environment.GetEnvironmentVariable("FUNCTIONS_HOST") == "func";

    /// <summary>Skips a test of what only our host does or says.</summary>
    public static void OursOnly() => Assert.SkipWhen(IsFunc, "This is about our host.");

    public static string App => Path.GetDirectoryName(Built("tests/Host.Tests.App", "functions.metadata"))!;

    /// <summary>The program and the arguments that run the app on this port; 0 is a free one.</summary>
    public static (string Program, string[] Arguments) Host(int port) => IsFunc
        ? ("func", ["start", "--no-build", "--port", $"{(port == 0 ? FreePort() : port)}"])
        : ("dotnet", [Built("host", "functions-host.dll"), App, "--port", $"{port}"]);

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static string HostProgram => Built("host", "functions-host.dll");

    // This project's output and the others' lie in folders of the same name: bin/Release/net10.0.
    private static string Built(string project, string name)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "ImageClassifier.Serverless.sln"))) root = root.Parent;
        string repository = root?.FullName ?? ".";
        string output = Path.GetRelativePath(Path.Combine(repository, "tests/Host.Tests"), AppContext.BaseDirectory);
        string path = Path.Combine(repository, project, output, name);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: build {project}.");
    }
}
