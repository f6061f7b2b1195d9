using System.Net;
using System.Net.Sockets;
using ImageClassifier.Cli;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Cli.Stack.Processes;

namespace Cli.Tests.Stack;

/// <summary>The supervision of services, with shells in their place.</summary>
[Trait("Tier", "integration")]
public sealed class LocalStackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StackSettings _settings;
    private readonly List<string> _said = [];

    public LocalStackTests() => _settings = new StackSettings(_folder.Path, StackPorts.Default);

    public void Dispose() => _folder.Dispose();

    private ServiceSpec Service(string name, string script, int port = 0, TimeSpan? grace = null) =>
        ShellServices.Service(_folder.Path, name, script, port, grace);

    private ServiceSpec Well(string name, string script = ShellServices.Forever) => ShellServices.Well(_folder.Path, name, script);

    private LocalStack Stack(ServiceSpec storage, ServiceSpec tracking, ServiceSpec host) =>
        new(_settings, new StackServices(storage, tracking, host));

    private Task StartAsync(LocalStack stack) => stack.StartAsync(_said.Add, CancellationToken.None);

    private string[] Ended() => File.ReadAllLines(Path.Combine(_folder.Path, "ended"));

    [Fact]
    public async Task The_host_ends_first_and_nothing_is_left()
    {
        LocalStack stack = Stack(Well("storage"), Well("tracking"), Well("host"));
        await StartAsync(stack);
        Assert.Equal(StackState.Ready, StackRecord.Read(_settings)!.State);
        Assert.NotEmpty(ProcessTable.StartedFor(_folder.Path));

        await stack.StopAsync(CancellationToken.None);
        Assert.Equal("host", Ended()[0]);
        Assert.Equal(["host", "storage", "tracking"], Ended().Order());
        Assert.Empty(ProcessTable.StartedFor(_folder.Path));
        Assert.Null(StackRecord.Read(_settings));
    }

    [Fact]
    public async Task What_a_service_started_ends_too_even_when_the_service_was_killed()
    {
        LocalStack stack =
            Stack(Well("storage"), Well("tracking"), Well("host", $"setsid sh -c '{ShellServices.Forever}' & {ShellServices.Forever}"));
        await StartAsync(stack);
        Posix.Kill(int.Parse(await ReadAsync("host.pid")));
        string failure = await stack.Failure.WaitAsync(Wait.Limit);
        Assert.Contains("the host ended (killed by signal 9)", failure);
        await stack.StopAsync(CancellationToken.None);
        Assert.Empty(ProcessTable.StartedFor(_folder.Path));
    }

    [Fact]
    public async Task A_service_that_does_not_listen_is_killed_when_there_is_hurry()
    {
        LocalStack stack = Stack(Well("storage"), Well("tracking"),
            Service("host", $"trap '' TERM; touch host.up; {ShellServices.Forever}", grace: TimeSpan.FromDays(1)));
        await StartAsync(stack);
        // It would wait for a day.
        await stack.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Wait.Limit);
        Assert.Empty(ProcessTable.StartedFor(_folder.Path));
    }

    [Fact]
    public async Task A_service_that_ends_while_it_starts_is_told_with_its_last_words()
    {
        LocalStack stack = Stack(Well("storage"), Service("tracking", "echo the disk is full; exit 7"), Well("host"));
        CliException error = await Assert.ThrowsAsync<CliException>(() => StartAsync(stack));
        await stack.StopAsync(CancellationToken.None);
        Assert.Equal(ExitCode.Service, error.ExitCode);
        Assert.Contains("the tracking ended while it started (exit code 7)", error.Message);
        Assert.Contains("  the disk is full", error.Message);
        Assert.Empty(ProcessTable.StartedFor(_folder.Path));
    }

    [Fact]
    public async Task A_taken_port_is_told_before_anything_starts()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        LocalStack stack = Stack(Well("storage"), Service("tracking", ShellServices.Forever, port), Well("host"));
        CliException error = await Assert.ThrowsAsync<CliException>(() => StartAsync(stack));
        await stack.StopAsync(CancellationToken.None);
        Assert.Contains($"port {port}, which the tracking needs, is held by", error.Message);
        Assert.Contains("--some-port", error.Message);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "storage.up")));
    }

    [Fact]
    public async Task Leftovers_of_an_imgc_that_was_killed_are_ended_first()
    {
        // A stack that nobody stops any more: its processes are what a kill -9 leaves.
        await StartAsync(Stack(Well("storage"), Well("tracking"), Well("host")));
        IReadOnlyList<ProcessEntry> left = ProcessTable.StartedFor(_folder.Path);
        foreach (string file in Directory.GetFiles(_folder.Path, "*.up")) File.Delete(file);

        LocalStack next = Stack(Well("storage"), Well("tracking"), Well("host"));
        await StartAsync(next);
        Assert.All(left, entry => Assert.False(ProcessTable.IsAlive(entry.Pid, entry.StartTime)));
        Assert.Contains("left behind", Assert.Single(_said));
        await next.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_storage_that_was_killed_is_known_at_the_next_start()
    {
        LocalStack first = Stack(Well("storage"), Well("tracking"), Well("host"));
        await StartAsync(first);
        Assert.False(first.StorageWasKilled);
        Posix.Kill(int.Parse(await ReadAsync("storage.pid")));
        await first.Failure.WaitAsync(Wait.Limit);
        await first.StopAsync(CancellationToken.None);

        LocalStack second = Stack(Well("storage"), Well("tracking"), Well("host"));
        await StartAsync(second);
        Assert.True(second.StorageWasKilled);
        await second.StopAsync(CancellationToken.None);

        LocalStack third = Stack(Well("storage"), Well("tracking"), Well("host"));
        await StartAsync(third);
        Assert.False(third.StorageWasKilled);
        await third.StopAsync(CancellationToken.None);
    }

    private async Task<string> ReadAsync(string name)
    {
        string path = Path.Combine(_folder.Path, name);
        await Wait.UntilAsync(() => File.Exists(path) && new FileInfo(path).Length > 0, () => $"{path} is not written.");
        return (await File.ReadAllTextAsync(path)).Trim();
    }
}
