using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Host.Tests.Support;

/// <summary>A host that runs the tests' app, as a process of its own, with what it said.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly PortLease? _port;

    private HostProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment,
        PortLease? port = null)
    {
        _port = port;
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Programs.App };
        start.Environment.Remove("AzureWebJobsStorage");
        _process = new ChildProcess(start, environment.ToDictionary(entry => entry.Key, entry => (string?)entry.Value));
    }

    /// <summary>Calls the app, once it listens.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Wait.Limit };

    public int Id => _process.Id;

    public string Output => _process.Said;

    /// <summary>Starts a host with these arguments; does not wait.</summary>
    public static HostProcess Run(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new("dotnet", [Programs.HostProgram, .. arguments], environment);

    /// <summary>Starts a host of the tests' app on a free port and waits until it answers HTTP.</summary>
    public static async Task<HostProcess> ListeningAsync(IReadOnlyDictionary<string, string> environment, params string[] more)
    {
        PortLease? port = Programs.IsFunc ? PortLease.Take() : null;
        (string program, string[] arguments) = Programs.Host(port?.Port ?? 0);
        var host = new HostProcess(program, [.. arguments, .. more], environment, port);
        try
        {
            host.Http.BaseAddress = new Uri((await host.SaysAsync(Address())).Groups["address"].Value);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a host of the tests' app on a free port and waits until its triggers listen too.</summary>
    public static async Task<HostProcess> StartedAsync(IReadOnlyDictionary<string, string> environment, params string[] more)
    {
        HostProcess host = await ListeningAsync(environment, more);
        if (!Programs.IsFunc) await host.SaysAsync(Started());
        return host;
    }

    /// <summary>Waits until it says something that matches.</summary>
    public Task<Match> SaysAsync(Regex expected) => _process.SaysAsync(expected);

    /// <summary>Waits until it says this.</summary>
    public Task SaysAsync(string text) => SaysAsync(new Regex(Regex.Escape(text)));

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public Task<int> ExitAsync() => _process.WaitForExitAsync();

    /// <summary>Asks it to stop, as service managers do, and returns its exit code.</summary>
    public Task<int> StopAsync() => _process.TerminateAsync();

    /// <summary>Ends it without a word.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>The id of the app's process.</summary>
    public async Task<int> AppIdAsync() => int.Parse(await Http.GetStringAsync("/api/process"));

    /// <summary>Whether a process with this id runs.</summary>
    public static bool Lives(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
        _port?.Dispose();
    }

    [GeneratedRegex(@"Echo: \[GET,POST,PUT\] (?<address>http://[^/]+)/api/echo")]
    private static partial Regex Address();

    [GeneratedRegex(@"^Host started\.$", RegexOptions.Multiline)]
    private static partial Regex Started();
}
