using ImageClassifier.Cli;
using ImageClassifier.Cli.Commands;
using ImageClassifier.Cli.Stack;

namespace Cli.Tests.Commands;

public sealed class CliAppTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly Dictionary<string, string?> _variables = [];

    public CliAppTests() => _variables[StackSettings.StateVariable] = _folder.Path;

    public void Dispose() => _folder.Dispose();

    private async Task<int> RunAsync(params string[] args)
    {
        using var interruption = new Interruption();
        using var http = new HttpClient();
        var environment =
            new CliEnvironment(_output, _error, _variables.GetValueOrDefault, _folder.Path, AppContext.BaseDirectory, false, false);
        return await new CliApp(environment, interruption, http).RunAsync(args);
    }

    [Fact]
    public async Task Help_tells_the_commands_and_the_exit_codes()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync("--help"));
        string help = _output.ToString();
        Assert.All(["train", "up", "upload", "retrain", "status", "runs", "classify", "evaluate", "doctor", "Exit codes"], word =>
            Assert.Contains(word, help));
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("train")]
    [InlineData("train", "x", "--bogus")]
    [InlineData("train", "x", "--add", "--replace")]
    [InlineData("retrain", "--study", "a", "--experiments", "b")]
    [InlineData("retrain", "--seed", "many")]
    [InlineData("classify", "x", "--top", "0")]
    [InlineData("up", "--functions-port", "70000")]
    [InlineData]
    public async Task A_command_line_that_cannot_be_understood_is_usage(params string[] args)
    {
        Assert.Equal(ExitCode.Usage, await RunAsync(args));
        Assert.StartsWith("imgc: ", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_refused_before_anything_starts()
    {
        Assert.Equal(ExitCode.Usage, await RunAsync("train", "no-such-folder"));
        Assert.Contains("no-such-folder does not exist", _error.ToString());
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "run")));
    }

    [Fact]
    public async Task Experiments_that_are_no_json_are_refused_with_the_files_name()
    {
        _folder.Write("photos/a/1.jpg");
        _folder.Write("bad.json", "{");
        Assert.Equal(ExitCode.Usage, await RunAsync("train", "photos", "--experiments", "bad.json"));
        Assert.Contains("bad.json is not valid JSON", _error.ToString());
    }

    [Fact]
    public async Task Where_errors_come_from_is_shown_on_request_only()
    {
        await RunAsync("train", "no-such-folder");
        Assert.DoesNotContain("   at ", _error.ToString());
        await RunAsync("train", "no-such-folder", "--verbose");
        Assert.Contains("   at ", _error.ToString());
    }

    [Fact]
    public async Task A_port_variable_that_is_no_port_is_named()
    {
        _variables[StackSettings.TrackingPortVariable] = "http";
        Assert.Equal(ExitCode.Usage, await RunAsync("runs"));
        Assert.Contains("IMGC_TRACKING_PORT is \"http\"", _error.ToString());
    }

    [Fact]
    public async Task Services_elsewhere_that_do_not_answer_are_a_service_error()
    {
        _variables[Attachment.FunctionsUrlVariable] = "http://127.0.0.1:1";
        _variables[Attachment.TrackingVariable] = "http://127.0.0.1:1";
        _variables["AzureWebJobsStorage"] = "UseDevelopmentStorage=true";
        _folder.Write("experiments.json", "[]");
        Assert.Equal(ExitCode.Service, await RunAsync("retrain", "--experiments", "experiments.json"));
        Assert.Contains("does not answer at http://127.0.0.1:1", _error.ToString());
    }
}
