using System.Diagnostics;

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

    [Theory]
    [InlineData("run")]
    [InlineData("test")]
    public async Task A_link_to_a_script_works_from_anywhere(string script)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("imgc-e2e-link-");
        string link = Path.Combine(folder.FullName, "a link");
        File.CreateSymbolicLink(link, Path.Combine(Repository.Root, script));
        (int code, string output, string error) = await StartAsync(link, [], "--help");
        folder.Delete(recursive: true);
        Assert.True(code == 0, error);
        Assert.Contains("Exit codes", output);
    }

    [Theory]
    [InlineData("HOME", "/proc", "HOME (/proc) cannot be written: packages and caches go to ")]
    [InlineData("TMPDIR", "/no/such/folder", "The folder for temporary files, /no/such/folder, cannot be written: uses /tmp")]
    public async Task A_folder_that_every_program_needs_is_replaced_with_a_sentence(string variable, string value, string message)
    {
        (int code, _, string error) = await SetUpAsync("check_folders", (variable, value));
        Assert.True(code == 0, error);
        Assert.Contains(message, error);
    }

    [Fact]
    public async Task A_repository_that_cannot_be_written_is_told_where_something_must_be_built()
    {
        (int code, _, string error) =
            await SetUpAsync("ROOT=$(mktemp -d); trap 'rmdir \"$ROOT\"' EXIT; SETUP_DIR=/proc/obj SDK=10; check_folders; build $PRODUCT");
        Assert.Equal(3, code);
        Assert.Contains(" cannot be written, and the programs are not built yet", error);
    }

    [Fact]
    public async Task What_dotnet_says_is_told_where_it_is_not_missing()
    {
        (int code, _, string error) = await SetUpAsync("dotnet() { echo 'Permission denied: /root/.dotnet'; return 1; }; check_programs");
        Assert.Equal(3, code);
        Assert.Contains("Permission denied: /root/.dotnet", error);
    }

    /// <summary>Some functions of build/setup.sh.</summary>
    private static Task<(int Code, string Output, string Error)> SetUpAsync(string commands, params (string, string)[] environment) =>
        StartAsync("bash", environment, "-c", $"set -euo pipefail; ROOT='{Repository.Root}'; . \"$ROOT/build/setup.sh\"; {commands}");

    private static Task<(int Code, string Output, string Error)> RunAsync(string script, params string[] args) =>
        StartAsync(Path.Combine(Repository.Root, script), [], args);

    private static async Task<(int Code, string Output, string Error)> StartAsync(string program,
        (string Name, string Value)[] environment, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }
}
