using System.Collections.Concurrent;

namespace ImageClassifier.Cli.Stack;

/// <summary>
/// The services that this imgc started: Azurite, the tracking server and the functions host. They are awaited until they are
/// well, watched while they run, and ended together, the functions host first so that training processes leave a checkpoint.
/// </summary>
internal sealed class LocalStack
{
    private const int ShownLines = 12;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly StackSettings _settings;
    private readonly ConcurrentBag<ServiceProcess> _processes = [];
    private readonly StorageMark _mark;
    private ServiceSpec? _host;
    private ServiceSpec? _storage;
    private readonly TaskCompletionSource<string> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    /// <summary>The caller holds the state folder's lock, and calls <see cref="StopAsync"/> in any case.</summary>
    public LocalStack(StackSettings settings) => (_settings, _mark) = (settings, new StorageMark(settings));

    /// <summary>Whether the storage of the last run was killed, and may have lost what was done in its last seconds.</summary>
    public bool StorageWasKilled { get; private set; }

    /// <summary>Completes, with a message for a person, when a service ends that should run.</summary>
    public Task<string> Failure => _failure.Task;

    /// <summary>Ends what an imgc that was killed left behind, then starts everything and returns when it is well.</summary>
    /// <exception cref="CliException">A port is taken, or a service does not come up.</exception>
    public async Task StartAsync(ServiceSpec storage, ServiceSpec tracking, ServiceSpec host, Action<string> say, CancellationToken cancellation)
    {
        (_host, _storage) = (host, storage);
        Directory.CreateDirectory(_settings.RunFolder);
        StackRecord.Delete(_settings);
        await EndLeftoversAsync(say, cancellation);
        foreach (ServiceSpec spec in (ServiceSpec[])[storage, tracking, host]) CheckPorts(spec);
        Directory.CreateDirectory(_settings.AzuriteFolder);
        Directory.CreateDirectory(_settings.TrackingFolder);

        StorageWasKilled = _mark.Set();

        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] starts = [StartInTurnAsync(storage, host, together.Token), StartAsync(tracking, together.Token)];
        await foreach (Task start in Task.WhenEach(starts))
            if (!start.IsCompletedSuccessfully) await together.CancelAsync();
        await (starts.FirstOrDefault(start => start.IsFaulted) ?? Task.WhenAll(starts));
        Record(StackState.Ready);
    }

    /// <summary>Ends all services and whatever they started, in order and then by force; never throws for a process that is gone.</summary>
    /// <param name="hurry">Cuts the patience short.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        _stopping = true;
        if (!_processes.IsEmpty) Record(StackState.Stopping);
        ServiceProcess[] host = [.. _processes.Where(process => process.Spec == _host)];
        ServiceProcess[] others = [.. _processes.Except(host)];
        HashSet<int> kept = [.. others.Select(process => process.Pid)];

        await EndAsync(host, hurry);
        // Training processes outlive a host that was killed.
        await EndAsync(() => [.. ProcessTable.StartedFor(_settings.StateFolder).Where(entry => !kept.Contains(entry.Session))], TimeSpan.FromSeconds(10), hurry);
        await EndAsync(others, hurry);
        await EndAsync(() => ProcessTable.StartedFor(_settings.StateFolder), TimeSpan.FromSeconds(2), hurry);
        if (_processes.SingleOrDefault(process => process.Spec == _storage) is { Exited.IsCompleted: true, ExitCode: 0 }) _mark.Clear();
        foreach (ServiceProcess process in _processes) process.Dispose();
        StackRecord.Delete(_settings);
    }

    private async Task StartInTurnAsync(ServiceSpec storage, ServiceSpec host, CancellationToken cancellation)
    {
        await StartAsync(storage, cancellation);
        // The host looks for its containers and queues as soon as it starts.
        await StartAsync(host, cancellation);
    }

    private async Task StartAsync(ServiceSpec spec, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ServiceProcess process = ServiceProcess.Start(spec, _settings);
        _processes.Add(process);
        Record(StackState.Starting);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(StartTimeout);
        try
        {
            while (!process.Exited.IsCompleted && !await spec.IsHealthy(timeout.Token)) await Task.Delay(Pause, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CliException(Report(process, $"the {spec.Name} did not come up within {StartTimeout.TotalMinutes:0} minutes"), ExitCode.Service);
        }
        if (process.Exited.IsCompleted)
            throw new CliException(Report(process, $"the {spec.Name} ended while it started ({process.Ending})"), ExitCode.Service);
        _ = WatchAsync(process);
    }

    private async Task WatchAsync(ServiceProcess process)
    {
        await process.Exited;
        if (!_stopping) _failure.TrySetResult(Report(process, $"the {process.Spec.Name} ended ({process.Ending})"));
    }

    private static string Report(ServiceProcess process, string what)
    {
        IReadOnlyList<string> lines = process.LastLines(ShownLines);
        string said = lines.Count == 0 ? "it said nothing" : "it said last:";
        return string.Join(Environment.NewLine, [$"{what}; {said} (log: {process.Log})", .. lines.Select(line => $"  {line}")]);
    }

    private static void CheckPorts(ServiceSpec spec)
    {
        foreach (ServicePort port in spec.Ports)
            if (!PortProbe.IsFree(port.Number))
                throw new CliException(
                    $"port {port.Number}, which the {spec.Name} needs, is {PortProbe.Holder(port.Number)}; end that program or choose another port with {port.Option}",
                    ExitCode.Service);
    }

    private async Task EndLeftoversAsync(Action<string> say, CancellationToken hurry)
    {
        IReadOnlyList<ProcessEntry> left = ProcessTable.StartedFor(_settings.StateFolder);
        if (left.Count == 0) return;
        say($"ending {left.Count} processes that an earlier imgc left behind");
        await EndAsync(() => ProcessTable.StartedFor(_settings.StateFolder), TimeSpan.FromSeconds(10), hurry);
    }

    private static Task EndAsync(IReadOnlyCollection<ServiceProcess> processes, CancellationToken hurry) =>
        processes.Count == 0
            ? Task.CompletedTask
            : EndAsync(() => [.. processes.Where(process => !process.Exited.IsCompleted).Select(process => new ProcessEntry(process.Pid, process.Pid, process.StartTime))],
                processes.Max(process => process.Spec.Grace), hurry);

    /// <summary>Asks the processes to end; kills those that are still there after the grace, and waits until they are gone.</summary>
    private static async Task EndAsync(Func<IReadOnlyList<ProcessEntry>> alive, TimeSpan grace, CancellationToken hurry)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(hurry);
        patience.CancelAfter(grace);
        var asked = new HashSet<ProcessEntry>();
        for (IReadOnlyList<ProcessEntry> left = alive(); left.Count > 0; left = alive())
        {
            foreach (ProcessEntry entry in left)
            {
                if (patience.IsCancellationRequested) Posix.Kill(entry.Pid);
                else if (asked.Add(entry)) Posix.Ask(entry.Pid);
            }
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private void Record(StackState state)
    {
        ProcessTable.TryGet(Environment.ProcessId, out ProcessEntry? self);
        lock (_failure)
        {
            new StackRecord(state, Environment.ProcessId, self?.StartTime ?? 0, _settings.Endpoints,
                [.. _processes.Select(process => new ServiceRecord(process.Spec.Name, process.Pid, process.StartTime, process.Log))]).Write(_settings);
        }
    }
}
