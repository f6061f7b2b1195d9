using System.Collections.Concurrent;
using ImageClassifier.Cli.Stack.Processes;

namespace ImageClassifier.Cli.Stack;

/// <summary>
/// The services that this imgc uses: Azurite, the functions host and, where it does not run elsewhere, the tracking server. They are
/// awaited until they are well, watched while they run, and ended together, the functions host first so that training processes leave a
/// checkpoint.
/// </summary>
internal sealed class LocalStack
{
    private const int ShownLines = 12;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(1);

    private readonly StackSettings _settings;
    private readonly DiskSpace _disk;
    private readonly ConcurrentBag<ServiceProcess> _processes = [];
    private readonly StorageMark _mark;
    private readonly StackServices _services;
    private readonly TaskCompletionSource<string> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _left = new();
    private volatile bool _stopping;

    /// <summary>The caller holds the state folder's lock while it starts, attaches to and stops services.</summary>
    public LocalStack(StackSettings settings, StackServices services) =>
        (_settings, _services, _mark, _disk) = (settings, services, new StorageMark(settings), new DiskSpace(settings));

    /// <summary>Whether the storage of the last run was killed, and may have lost what was done in its last seconds.</summary>
    public bool StorageWasKilled { get; private set; }

    /// <summary>Completes, with a message for a person, when a service ends that should run, or the disk is full.</summary>
    public Task<string> Failure => _failure.Task;

    /// <summary>Ends what an imgc that was killed left behind, then starts everything and returns when it is well.</summary>
    /// <exception cref="CliException">A port is taken, the disk is full, or a service does not come up.</exception>
    public async Task StartAsync(Action<string> say, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_settings.RunFolder);
        StackRecord.Delete(_settings);
        await EndLeftoversAsync(say, cancellationToken);
        if (_disk.Problem(DiskSpace.NeededToStart) is { } full) throw new CliException(full, ExitCode.Service);
        foreach (ServiceSpec spec in _services.All) CheckPorts(spec);
        Directory.CreateDirectory(_settings.AzuriteFolder);
        if (_services.Tracking is not null) Directory.CreateDirectory(_settings.TrackingFolder);

        StorageWasKilled = _mark.Set();

        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task tracking = _services.Tracking is { } server ? StartAsync(server, together.Token) : Task.CompletedTask;
        Task[] starts = [StartInTurnAsync(_services.Storage, _services.Host, together.Token), tracking];
        await foreach (Task start in Task.WhenEach(starts))
            if (!start.IsCompletedSuccessfully) await together.CancelAsync();
        await (starts.FirstOrDefault(start => start.IsFaulted) ?? Task.WhenAll(starts));
        Record(StackState.Ready);
        _ = WatchDiskAsync();
    }

    /// <summary>Takes part in services that another imgc started: watches them, and can end them.</summary>
    public void Attach(StackRecord record)
    {
        foreach (ServiceRecord service in record.Services)
        {
            ServiceProcess process = ServiceProcess.Adopt(_services.All.Single(spec => spec.Name == service.Name), service);
            _processes.Add(process);
            _ = WatchAsync(process);
        }
        _ = WatchDiskAsync();
    }

    /// <summary>Leaves the services to others.</summary>
    public void Leave()
    {
        _stopping = true;
        _left.Cancel();
        foreach (ServiceProcess process in _processes) process.Dispose();
    }

    /// <summary>Ends all services and whatever they started, in order and then by force; never throws for a process that is gone.</summary>
    /// <param name="hurry">Ends the wait for those that take their time.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        _stopping = true;
        await _left.CancelAsync();
        ServiceProcess[] host = [.. _processes.Where(process => process.Spec.Name == _services.Host.Name)];
        ServiceProcess[] others = [.. _processes.Except(host)];
        HashSet<int> kept = [.. others.Select(process => process.Pid)];
        ServiceProcess? storage = others.SingleOrDefault(process => process.Spec.Name == _services.Storage.Name);
        bool storageRan = storage is { Exited.IsCompleted: false };

        await EndAsync(host, hurry);
        // Training processes outlive a host that was killed.
        await EndAsync(() => [.. ProcessTable.StartedFor(_settings.StateFolder).Where(entry => !kept.Contains(entry.Session))],
            TimeSpan.FromSeconds(10), hurry);
        IReadOnlySet<int> killed = await EndAsync(others, hurry);
        await EndAsync(() => ProcessTable.StartedFor(_settings.StateFolder), TimeSpan.FromSeconds(2), hurry);
        if (storage is not null && storageRan && !killed.Contains(storage.Pid))
        {
            await storage.Exited;
            if (storage.ExitCode is null or 0) _mark.Clear();
        }
        foreach (ServiceProcess process in _processes) process.Dispose();
        StackRecord.Delete(_settings);
    }

    /// <summary>Whether the services complain of a full disk: a sentence for a person, or null.</summary>
    public string? DiskProblem()
    {
        if (_disk.Problem(DiskSpace.NeededToRun) is { } full) return full;
        return _processes.SelectMany(process => process.LastLines(ShownLines)).Any(DiskSpace.IsComplaint)
            ? DiskSpace.Full(_settings).Message : null;
    }

    private async Task StartInTurnAsync(ServiceSpec storage, ServiceSpec host, CancellationToken cancellationToken)
    {
        await StartAsync(storage, cancellationToken);
        // The host looks for its containers and queues as soon as it starts.
        await StartAsync(host, cancellationToken);
    }

    private async Task StartAsync(ServiceSpec spec, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ServiceProcess process = ServiceProcess.Start(spec, _settings);
        _processes.Add(process);
        Record(StackState.Starting);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        try
        {
            while (!process.Exited.IsCompleted && !await spec.IsHealthy(timeout.Token)) await Task.Delay(Pause, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(Report(process, $"the {spec.Name} did not come up within {StartTimeout.TotalMinutes:0} minutes",
                process.Spec.Advice), ExitCode.Service);
        }
        if (process.Exited.IsCompleted)
            throw new CliException(Report(process, $"the {spec.Name} ended while it started ({process.Ending})", process.Spec.Advice),
                ExitCode.Service);
        _ = WatchAsync(process);
    }

    private async Task WatchAsync(ServiceProcess process)
    {
        await process.Exited;
        if (!_stopping) _failure.TrySetResult(Report(process, $"the {process.Spec.Name} ended ({process.Ending})"));
    }

    private static string Report(ServiceProcess process, string what, string? advice = null)
    {
        IReadOnlyList<string> lines = process.LastLines(ShownLines);
        string said = lines.Count == 0 ? "it said nothing" : "it said last:";
        return string.Join(Environment.NewLine,
            [$"{what}; {said} (log: {process.Log})", .. lines.Select(line => $"  {line}"), .. advice is null ? [] : (string[])[advice]]);
    }

    private static void CheckPorts(ServiceSpec spec)
    {
        foreach (ServicePort port in spec.Ports)
            if (!PortProbe.IsFree(port.Number))
                throw new CliException(
                    $"port {port.Number}, which the {spec.Name} needs, is {PortProbe.Holder(port.Number)}; end that program or choose "
                        + $"another port with {port.Option}",
                    ExitCode.Service);
    }

    private async Task EndLeftoversAsync(Action<string> say, CancellationToken hurry)
    {
        IReadOnlyList<ProcessEntry> left = ProcessTable.StartedFor(_settings.StateFolder);
        if (left.Count == 0) return;
        say($"ending {left.Count} processes that an earlier imgc left behind");
        await EndAsync(() => ProcessTable.StartedFor(_settings.StateFolder), TimeSpan.FromSeconds(10), hurry);
    }

    private static async Task<IReadOnlySet<int>> EndAsync(IReadOnlyCollection<ServiceProcess> processes, CancellationToken hurry) =>
        processes.Count == 0
            ? new HashSet<int>()
            : await EndAsync(() => [.. processes.Where(process => !process.Exited.IsCompleted)
                .Select(process => new ProcessEntry(process.Pid, process.Pid, process.StartTime))
                .Where(entry => ProcessTable.IsAlive(entry.Pid, entry.StartTime))],
                processes.Max(process => process.Spec.Grace), hurry);

    /// <summary>Asks the processes to end; kills those that are still there after the grace, and waits until they are gone.</summary>
    /// <returns>Those that were killed.</returns>
    private static async Task<IReadOnlySet<int>> EndAsync(Func<IReadOnlyList<ProcessEntry>> alive, TimeSpan grace, CancellationToken hurry)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(hurry);
        timeout.CancelAfter(grace);
        var asked = new HashSet<ProcessEntry>();
        var killed = new HashSet<int>();
        for (IReadOnlyList<ProcessEntry> left = alive(); left.Count > 0; left = alive())
        {
            foreach (ProcessEntry entry in left)
            {
                if (timeout.IsCancellationRequested)
                {
                    killed.Add(entry.Pid);
                    Posix.Kill(entry.Pid);
                }
                else if (asked.Add(entry))
                {
                    Posix.Ask(entry.Pid);
                }
            }
            await Task.Delay(Pause, CancellationToken.None);
        }
        return killed;
    }

    private async Task WatchDiskAsync()
    {
        CancellationToken left = _left.Token;
        while (!left.IsCancellationRequested)
        {
            if (_disk.Problem(DiskSpace.NeededToRun) is { } full) _failure.TrySetResult(full);
            await Task.Delay(DiskPause, left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Record(StackState state)
    {
        lock (_failure)
        {
            new StackRecord(state, Environment.ProcessId, _settings.Endpoints,
                [.. _processes.Select(process => new ServiceRecord(process.Spec.Name, process.Pid, process.StartTime, process.Log))])
                    .Write(_settings);
        }
    }
}
