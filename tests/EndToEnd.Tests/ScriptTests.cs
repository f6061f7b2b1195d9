using System.Diagnostics;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

/// <summary><c>./run</c> and <c>./test</c> where they need no set-up.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("test")]
    public async Task Help_tells_the_choices_and_the_exit_codes(string script)
    {
        (int code, string output, _) = await RunAsync(script, "--help");
        Assert.Equal(0, code);
        Assert.All(["--host local|func", "Exit codes"], word => Assert.Contains(word, output));
    }

    [Theory]
    [InlineData("test", "--host is \"cloud\"; it must be local or func", "--host", "cloud")]
    [InlineData("test", "--host needs a value", "--host")]
    [InlineData("run", "/no/such/folder does not exist", "/no/such/folder")]
    [InlineData("test", "--bogus is not an option", "--bogus")]
    [InlineData("test", "there is no test project Bogus.Tests", "Bogus.Tests")]
    public async Task A_wrong_command_line_is_told_on_standard_error(string script, string message, params string[] args)
    {
        (int code, string output, string error) = await RunAsync(script, args);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(message, error);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string script, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, script), args) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }
}
