using System.Diagnostics;
using System.Text.RegularExpressions;
using ImageClassifier.Mlflow;

namespace Tracking.Tests.Support;

/// <summary>The server as a process of its own, on a free port.</summary>
internal sealed partial class StartedServer : IDisposable
{
    private readonly Process _process;

    private StartedServer(Process process, Uri uri)
    {
        (_process, Uri, Http) = (process, uri, new HttpClient());
        Client = new MlflowClient(Http, uri);
    }

    public Uri Uri { get; }

    public HttpClient Http { get; }

    public MlflowClient Client { get; }

    /// <param name="data">The folder of the data.</param>
    /// <param name="environment">What is added to the environment.</param>
    /// <param name="workingFolder">Where the program is started.</param>
    public static async Task<StartedServer> StartAsync(
        string data, IReadOnlyDictionary<string, string>? environment = null, string? workingFolder = null)
    {
        var process = Start(["--port", "0", "--data", data], environment, workingFolder);
        string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(Wait.Limit);
        if (line is null || Address().Match(line) is not { Success: true } match)
            throw new InvalidOperationException($"The server said '{line}' and: {await process.StandardError.ReadToEndAsync()}");
        return new StartedServer(process, new Uri(match.Value));
    }

    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments, null, null);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Wait.Limit);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>What an ended server has said on standard error.</summary>
    public Task<string> ErrorsAsync() => _process.StandardError.ReadToEndAsync();

    public void Kill() => _process.Kill();

    public async Task<int> TerminateAsync()
    {
        Signal.Send("TERM", _process.Id);
        await _process.WaitForExitAsync().WaitAsync(Wait.Limit);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Http.Dispose();
    }

    private static Process Start(string[] arguments, IReadOnlyDictionary<string, string>? environment, string? workingFolder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "tracking.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? "",
        };
        start.Environment.Remove("AzureWebJobsStorage");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
