using System.Net.Sockets;
using Azure;
using ImageClassifier.Hosting.Setup;
using Microsoft.Azure.WebJobs.Host.Indexers;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>
/// Runs the triggers: a WebJobs host, started when storage answers, and another one after an outage has stopped a listener.
/// </summary>
/// <param name="build">Makes a host that is not started; it reports there what stops a listener.</param>
/// <param name="storage">Waits for storage.</param>
/// <param name="logger">Tells of outages.</param>
internal sealed class JobRunner(Func<Action<Exception>, Task<IHost>> build, StorageProbe storage, ILogger logger)
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5), Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private TaskCompletionSource<IServiceProvider> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The services of a host whose listeners run; waits while there is none.</summary>
    public Task<IServiceProvider> ReadyAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return _ready.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Runs until it is told to stop; throws what no waiting can mend, such as a setting that a trigger lacks.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await storage.WaitAsync(stop);
            await RunOneAsync(stop);
        }
    }

    private async Task RunOneAsync(CancellationToken stop)
    {
        var failure = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        IHost host = await build(e => failure.TrySetResult(e));
        try
        {
            await host.StartAsync(stop);
            lock (_lock) _ready.TrySetResult(host.Services);
            Exception problem = await failure.Task.WaitAsync(stop);
            NotReady();
            logger.LogWarning("The triggers stopped and are started again: {Problem}", FirstLine(problem));
            await Task.Delay(Pause, stop);
            // Its durable worker ends in an orderly way only when storage is there.
            await storage.WaitAsync(stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Told to stop, perhaps in the middle of the start.
        }
        catch (Exception e) when (IsOutage(e))
        {
            logger.LogWarning("The triggers could not start, and try again: {Problem}", FirstLine(e));
            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (e is FunctionIndexingException || e.GetBaseException() is RequestFailedException)
        {
            string what = e is FunctionIndexingException ? e.Message : "Storage refuses:";
            throw new HostException(ExitCode.CannotStart, $"The triggers cannot start. {what} {FirstLine(e)}", e);
        }
        finally
        {
            NotReady();
            await StopAsync(host);
        }
    }

    private void NotReady()
    {
        lock (_lock)
        {
            if (_ready.Task.IsCompleted) _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task StopAsync(IHost host)
    {
        try
        {
            await host.StopAsync(CancellationToken.None).WaitAsync(StopTimeout);
        }
        catch (TimeoutException)
        {
            // A listener may wait for storage for ever; whoever disposed the host would wait with it.
            logger.LogWarning("The triggers did not stop within {Seconds} s; the host continues without them.", StopTimeout.TotalSeconds);
            return;
        }
        catch (Exception e)
        {
            logger.LogDebug(e, "The triggers did not stop in an orderly way.");
        }
        host.Dispose();
    }

    private static bool IsOutage(Exception e) => e switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 409 or 429 or >= 500,
        HttpRequestException or SocketException or TimeoutException or OperationCanceledException => true,
        AggregateException several => several.InnerExceptions.Any(IsOutage),
        { InnerException: { } inner } => IsOutage(inner),
        _ => false,
    };

    private static string FirstLine(Exception e) => e.GetBaseException().Message.Split('\n')[0].TrimEnd();
}
