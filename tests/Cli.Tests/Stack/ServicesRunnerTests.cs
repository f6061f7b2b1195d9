using System.Collections.Concurrent;
using System.Globalization;
using ImageClassifier.Cli;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Cli.Stack.Processes;

namespace Cli.Tests.Stack;

/// <summary>Several imgc on one state folder.</summary>
public sealed class ServicesRunnerTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly Interruption _interruption = new();
    private readonly StackSettings _settings;

    public ServicesRunnerTests() => _settings = new StackSettings(_folder.Path, StackPorts.Default);

    public void Dispose()
    {
        foreach (ProcessEntry left in ProcessTable.StartedFor(_folder.Path)) Posix.Kill(left.Pid);
        _interruption.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Services_end_with_their_last_user_whoever_started_them()
    {
        User first = Use(), second = Use();
        await Task.WhenAll(first.Works, second.Works).WaitAsync(Limit);
        // Both began at the same moment, and one of them started the services for both.
        Assert.Single(first.Said.Concat(second.Said), line => line.StartsWith("starts Azurite", StringComparison.Ordinal));
        User starter = first.Said.Any(line => line.StartsWith("starts Azurite", StringComparison.Ordinal)) ? first
            : second, other = starter == first ? second : first;
        Assert.Contains(other.Said, line => line.StartsWith("uses the services that imgc", StringComparison.Ordinal));
        Assert.True(other.Services!.Stay);

        Assert.Equal(0, await starter.FinishAsync());
        Assert.True(StackRecord.Read(_settings)!.IsReady);
        Assert.False(other.Services!.Stay);

        Assert.Equal(0, await other.FinishAsync());
        Assert.Empty(ProcessTable.StartedFor(_folder.Path));
        Assert.Null(StackRecord.Read(_settings));
    }

    [Fact]
    public async Task A_service_that_ends_ends_the_work_of_all_its_users()
    {
        User first = Use();
        await first.Works.WaitAsync(Limit);
        User second = Use();
        await second.Works.WaitAsync(Limit);

        Posix.Kill(int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "host.pid")), CultureInfo.InvariantCulture));
        foreach (User user in (User[])[first, second])
        {
            CliException error = await Assert.ThrowsAsync<CliException>(() => user.Ended.WaitAsync(Limit));
            Assert.Equal(ExitCode.Service, error.ExitCode);
            Assert.StartsWith("the host ended", error.Message);
        }
        Assert.Empty(ProcessTable.StartedFor(_folder.Path));
    }

    [Fact]
    public async Task The_note_of_a_process_that_was_killed_counts_for_nothing()
    {
        // Its pid may even have been given out again: that is this process.
        _folder.Write($"run/users/{Environment.ProcessId}-left-behind", "");
        User only = Use();
        await only.Works.WaitAsync(Limit);
        Assert.False(only.Services!.Stay);
        Assert.Equal(0, await only.FinishAsync());
        Assert.Empty(ProcessTable.StartedFor(_folder.Path));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "run", "users")));
    }

    [Fact]
    public async Task A_damaged_record_of_the_services_does_not_keep_the_next_start_from_working()
    {
        _folder.Write("run/stack.json", "{ \"state\": \"rea");
        User only = Use();
        await only.Works.WaitAsync(Limit);
        Assert.True(StackRecord.Read(_settings)!.IsReady);
        Assert.Equal(0, await only.FinishAsync());
    }

    private User Use() => new(
        new ServicesRunner(() => ShellServices.Three(_folder.Path), _settings, _ => null, _interruption, (_, _, _) => Task.CompletedTask));

    /// <summary>A command that works until it is told to finish.</summary>
    private sealed class User
    {
        private readonly TaskCompletionSource _works = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public User(ServicesRunner runner) => Ended = Task.Run(() => runner.UseAsync(async (services, cancellationToken) =>
        {
            Services = services;
            _works.SetResult();
            await _finish.Task.WaitAsync(cancellationToken);
            return 0;
        }, Said.Enqueue));

        public ConcurrentQueue<string> Said { get; } = [];

        public RunningServices? Services { get; private set; }

        public Task<int> Ended { get; }

        /// <summary>Completes when it has its services, or cannot have them.</summary>
        public Task Works => Task.WhenAny(_works.Task, Ended).Unwrap();

        public Task<int> FinishAsync()
        {
            _finish.SetResult();
            return Ended.WaitAsync(Limit);
        }
    }
}
