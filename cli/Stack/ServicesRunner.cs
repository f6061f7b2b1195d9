using ImageClassifier.Mlflow;

namespace ImageClassifier.Cli.Stack;

/// <summary>
/// Gives a command its services: those that run already, or ones that are started for it. They end with the last imgc that uses them,
/// whoever started them.
/// </summary>
/// <param name="local">The services of this machine; asked for where they are used.</param>
/// <param name="settings">Where they listen and keep their data.</param>
/// <param name="environment">Reads a variable.</param>
/// <param name="interruption">Signals.</param>
/// <param name="onStorageKilled">Called before anybody else may use the services, when the storage of the last run was killed.</param>
/// <param name="beforeStart">Called before services are started; throws where they would not get well.</param>
internal sealed class ServicesRunner(
    Func<StackServices> local, StackSettings settings, Func<string, string?> environment, Interruption interruption,
    Func<Endpoints, Action<string>, CancellationToken, Task> onStorageKilled, Func<CancellationToken, Task>? beforeStart = null)
{
    /// <summary>Held while services are started, joined, left and ended.</summary>
    private const string LockName = "stack.lock";

    private static readonly TimeSpan OtherTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // A request fails a moment before the end of the process that should have answered it is noticed.
    private static readonly TimeSpan FailureNotice = TimeSpan.FromSeconds(2);

    private readonly ServiceUsers _users = new(settings);

    /// <summary>Runs <paramref name="body"/> with services that are well.</summary>
    /// <param name="body">Its token is cancelled by a signal and when a service ends.</param>
    /// <param name="say">Told what is started, used and ended.</param>
    /// <exception cref="CliException">Services cannot be started, or one ended.</exception>
    public async Task<int> UseAsync(Func<RunningServices, CancellationToken, Task<int>> body, Action<string> say)
    {
        if (Attachment.FromEnvironment(environment) is { } elsewhere)
        {
            say($"uses {elsewhere.FunctionsUrl}");
            return await body(new RunningServices(elsewhere, others: null), interruption.Requested);
        }
        StateFolder.Prepare(settings);
        using (_users)
        {
            (LocalStack stack, Endpoints endpoints) = await EnterAsync(say);
            try
            {
                return await WatchedAsync(stack, cancellationToken =>
                    body(new RunningServices(endpoints, _users.Others), cancellationToken));
            }
            finally
            {
                await LeaveAsync(stack, say);
            }
        }
    }

    /// <summary>Joins the services that run, or starts them; waits for an imgc that is about to start or to end them.</summary>
    private async Task<(LocalStack Stack, Endpoints Endpoints)> EnterAsync(Action<string> say)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(interruption.Requested);
        timeout.CancelAfter(OtherTimeout);
        bool waited = false;
        while (true)
        {
            using (FolderLock? taken = FolderLock.TryTake(settings, LockName))
            {
                if (taken is not null)
                {
                    IReadOnlyList<int> others = _users.Others();
                    if (others.Count == 0) return (await StartAsync(say), settings.Endpoints);
                    // Services of which one ended are not joined: those who use them are about to leave.
                    if (StackRecord.Read(settings) is { IsReady: true } record) return (Join(record, others, say), record.Endpoints);
                }
            }
            if (!waited) say($"waits for another imgc that starts or ends its services in {settings.StateFolder}");
            waited = true;
            try
            {
                await Task.Delay(Pause, timeout.Token);
            }
            catch (OperationCanceledException) when (!interruption.Requested.IsCancellationRequested)
            {
                throw new CliException(
                    $"another imgc holds {settings.StateFolder} and its services do not get ready; end it, or choose another folder with "
                        + $"--state", ExitCode.Service);
            }
        }
    }

    private LocalStack Join(StackRecord record, IReadOnlyList<int> others, Action<string> say)
    {
        if (settings.Tracking is { } wanted && wanted.Address.Url != record.Endpoints.TrackingUrl)
        {
            throw new CliException(
                $"{MlflowVariables.TrackingUri} is {wanted.Address}, but the services that run in {settings.StateFolder} log to "
                + $"{record.Endpoints.TrackingUrl}; end them first, unset the variable, or choose another folder with --state",
                ExitCode.Usage);
        }
        say(others.Contains(record.StarterPid)
            ? $"uses the services that imgc (pid {record.StarterPid}) runs"
            : $"uses the services that {ServiceUsers.Describe(others)} also {(others.Count == 1 ? "uses" : "use")}");
        LocalStack stack = NewStack();
        stack.Attach(record);
        _users.Join();
        return stack;
    }

    private async Task<LocalStack> StartAsync(Action<string> say)
    {
        if (beforeStart is not null) await beforeStart(interruption.Requested);
        LocalStack stack = NewStack();
        try
        {
            await WatchedAsync(stack, async cancellationToken =>
            {
                say(settings.Tracking is { } tracking
                    ? $"starts Azurite and the functions host; the tracking server is {tracking.Address}"
                    : "starts Azurite, the tracking server and the functions host");
                await stack.StartAsync(say, cancellationToken);
                if (stack.StorageWasKilled) await onStorageKilled(settings.Endpoints, say, cancellationToken);
                return 0;
            });
            _users.Join();
            return stack;
        }
        catch
        {
            await stack.StopAsync(interruption.Hurry);
            throw;
        }
    }

    private LocalStack NewStack() => new(settings, local());

    /// <summary>Ends the work when a service ends or the disk is full, and says so in place of what the work met by it.</summary>
    private async Task<int> WatchedAsync(LocalStack stack, Func<CancellationToken, Task<int>> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption.Requested);
        // Cancelled here and not by the stack, so that whoever waits learns of a signal and of a failure in the same way.
        Task watch = stack.Failure.ContinueWith(_ => stop.CancelAsync(), stop.Token, TaskContinuationOptions.None, TaskScheduler.Default)
            .Unwrap();
        try
        {
            return await work(stop.Token);
        }
        catch (Exception e) when (!interruption.Requested.IsCancellationRequested && e is not CliException { ExitCode: ExitCode.Usage })
        {
            await Task.WhenAny(stack.Failure, Task.Delay(FailureNotice));
            string? reason = stack.DiskProblem() ?? (FileFaults.IsDiskFull(e) ? DiskSpace.Full(settings).Message : null)
                ?? (stack.Failure.IsCompleted ? await stack.Failure : null);
            if (reason is not null) throw new CliException(reason, ExitCode.Service, e);
            throw;
        }
    }

    /// <summary>Leaves the services to those who use them too; the last one ends them.</summary>
    private async Task LeaveAsync(LocalStack stack, Action<string> say)
    {
        FolderLock? taken = null;
        try
        {
            taken = await FolderLock.TakeAsync(settings, LockName, () => { }, interruption.Hurry);
        }
        catch (OperationCanceledException)
        {
            // After a second Ctrl-C, at a moment when another imgc starts, joins or ends services: it ends what is left of these.
            stack.Leave();
            return;
        }
        catch (CliException)
        {
            // Somebody took the state folder away: nobody else can use the services.
        }
        using (taken)
        {
            _users.Leave();
            IReadOnlyList<int> others = _users.Others();
            if (others.Count > 0)
            {
                if (interruption.Requested.IsCancellationRequested)
                    say($"{ServiceUsers.Describe(others)} goes on to use the services, and what trains in them goes on: ./run status "
                        + $"--watch follows it");
                stack.Leave();
                return;
            }
            if (interruption.Requested.IsCancellationRequested) say("ends the services; training processes save their state");
            await stack.StopAsync(interruption.Hurry);
        }
    }
}
