using ImageClassifier.Mlflow;

namespace ImageClassifier.Worker.Jobs.SystemMetrics;

/// <summary>
/// Logs every ten seconds to a run what the machine does, beside its training. It is a help for whoever looks and no more: a server that is
/// away, or a machine that does not tell, costs a warning and the reading.
/// </summary>
internal sealed class SystemSampler : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    private readonly CancellationTokenSource _ended = new();
    private readonly Task _sampling;

    /// <param name="client">The tracking server.</param>
    /// <param name="runId">The run, which exists.</param>
    /// <param name="read">Makes one reading.</param>
    /// <param name="time">Paces the readings.</param>
    /// <param name="warn">Is told once why there is no more of it.</param>
    public SystemSampler(
        MlflowClient client, string runId, Func<CancellationToken, Task<SystemReading>> read, TimeProvider time, Action<string> warn) =>
        _sampling = SampleAsync(client, runId, read, time, warn);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _sampling;
        _ended.Dispose();
    }

    private async Task SampleAsync(
        MlflowClient client, string runId, Func<CancellationToken, Task<SystemReading>> read, TimeProvider time, Action<string> warn)
    {
        try
        {
            await Task.Yield(); // training begins meanwhile
            var first = await read(_ended.Token);
            var before = first;
            using var timer = new PeriodicTimer(Interval, time);
            for (long step = 0; await timer.WaitForNextTickAsync(_ended.Token); step++)
            {
                var now = await read(_ended.Token);
                await TryLogAsync(client, runId, SystemNumbers.Of(first, before, now, step, time.GetUtcNow()));
                before = now;
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The training is over.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn($"the machine's own numbers are not logged: {e.Message}");
        }
    }

    private async Task TryLogAsync(MlflowClient client, string runId, IReadOnlyList<MlflowMetric> points)
    {
        try
        {
            await client.LogBatchAsync(runId, points, None, None, _ended.Token);
        }
        catch (MlflowException)
        {
            // The reporter of the epochs has already said that the server is away; the next reading comes in ten seconds.
        }
    }
}
