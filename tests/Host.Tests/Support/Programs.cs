
namespace Host.Tests.Support;

/// <summary>The programs that these tests start.</summary>
internal static class Programs
{
    /// <summary>The official host is tested in place of ours: FUNCTIONS_HOST=func.</summary>
    public static bool IsFunc => Environment.GetEnvironmentVariable("FUNCTIONS_HOST") == "func";

    /// <summary>The folder of the tests' app.</summary>
    public static string App => Path.GetDirectoryName(Repository.Built("tests/Host.Tests.App", "functions.metadata"))!;

    /// <summary>Our host.</summary>
    public static string HostProgram => Repository.Built("host", "functions-host.dll");

    /// <summary>Skips a test of what only our host does or says.</summary>
    public static void OursOnly() => Assert.SkipWhen(IsFunc, "This is about our host.");

    /// <summary>The program and the arguments that run the app on this port; for our host 0 is a free one.</summary>
    public static (string Program, string[] Arguments) Host(int port) => IsFunc
        ? ("func", ["start", "--no-build", "--port", $"{port}"])
        : ("dotnet", [HostProgram, App, "--port", $"{port}"]);
}
