using System.Net.Http;
using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Retraining;

namespace ImageClassifier.Cli.Stack;

/// <summary>Gives a command its services: those that run already, or ones that are started for it and ended after it.</summary>
internal sealed class ServicesRunner(Func<Installation> installation, StackSettings settings, Func<string, string?> environment, Interruption interruption, HttpClient http)
{
    private const string LockName = "stack.lock";

    private static readonly TimeSpan OtherTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // A request fails a moment before the end of the process that should have answered it is noticed.
    private static readonly TimeSpan FailureNotice = TimeSpan.FromSeconds(2);

    /// <summary>Runs <paramref name="body"/> with services that are well.</summary>
    /// <param name="body">Its token is cancelled by a signal and when a service ends.</param>
    /// <param name="say">Told what is started, used and ended.</param>
    /// <exception cref="CliException">Services cannot be started, or one ended.</exception>
    public async Task<int> UseAsync(Func<Endpoints, CancellationToken, Task<int>> body, Action<string> say)
    {
        if (Attachment.FromEnvironment(environment) is { } elsewhere)
        {
            say($"uses {elsewhere.FunctionsUrl}");
            return await body(elsewhere, interruption.Requested);
        }
        (FolderLock? mine, StackRecord? other) = await TakeOrFindAsync(say);
        using (mine)
            return mine is not null ? await OwnAsync(body, say) : await body(other!.Endpoints, interruption.Requested);
    }

    /// <summary>Either the lock, or the record of a stack that is ready.</summary>
    private async Task<(FolderLock? Mine, StackRecord? Other)> TakeOrFindAsync(Action<string> say)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(interruption.Requested);
        timeout.CancelAfter(OtherTimeout);
        bool waited = false;
        while (true)
        {
            if (FolderLock.TryTake(settings, LockName) is { } taken) return (taken, null);
            StackRecord? record = StackRecord.Read(settings);
            if (record?.State == StackState.Ready)
            {
                say($"uses the services that imgc (pid {record.OwnerPid}) runs");
                return (null, record);
            }
            if (!waited) say($"waits for another imgc that {(record?.State == StackState.Stopping ? "stops" : "starts")} its services in {settings.StateFolder}");
            waited = true;
            try
            {
                await Task.Delay(Pause, timeout.Token);
            }
            catch (OperationCanceledException) when (!interruption.Requested.IsCancellationRequested)
            {
                throw new CliException($"another imgc holds {settings.StateFolder} and its services do not get ready; end it, or choose another folder with --state", ExitCode.Service);
            }
        }
    }

    private async Task<int> OwnAsync(Func<Endpoints, CancellationToken, Task<int>> body, Action<string> say)
    {
        Installation programs = installation();
        programs.Check();
        var services = new LocalServices(programs, settings, http);
        var stack = new LocalStack(settings);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption.Requested);
        // Cancelled here and not by the stack, so that whoever waits learns of a signal and of a failure in the same way.
        Task watch = stack.Failure.ContinueWith(_ => stop.CancelAsync(), stop.Token, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
        bool running = false;
        try
        {
            say("starts Azurite, the tracking server and the functions host");
            await stack.StartAsync(services.Azurite, services.Tracking, services.Functions, say, stop.Token);
            running = true;
            if (stack.StorageWasKilled) await InterruptedRetrains.RestartAsync(new FunctionsClient(http, settings.Endpoints.FunctionsUrl, key: null), settings, say, stop.Token);
            return await body(settings.Endpoints, stop.Token);
        }
        catch (Exception e) when (running && !interruption.Requested.IsCancellationRequested
            && e is OperationCanceledException or CliException { ExitCode: ExitCode.Service })
        {
            await Task.WhenAny(stack.Failure, Task.Delay(FailureNotice));
            if (stack.Failure.IsCompleted) throw new CliException(await stack.Failure, ExitCode.Service, e);
            throw;
        }
        finally
        {
            if (interruption.Requested.IsCancellationRequested) say("ends the services; training processes save their state");
            await stack.StopAsync(interruption.Hurry);
            await stop.CancelAsync();
        }
    }
}
