using Azure;
using Azure.Storage.Blobs;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;

namespace ImageClassifier.Worker.Jobs;

/// <summary>Keeps <c>jobs/{id}/status.json</c> fresh while the worker lives.</summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly BlobClient _blob;
    private readonly TimeProvider _time;
    private readonly Action<string> _warn;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _beat;
    private JobStatus _status;

    /// <param name="storage">Where the status is kept.</param>
    /// <param name="first">Written with the first beat or by <see cref="SetAsync"/>.</param>
    /// <param name="time">Of the records.</param>
    /// <param name="warn">Told when a beat could not be written.</param>
    public Heartbeat(StorageAccount storage, JobStatus first, TimeProvider time, Action<string> warn)
    {
        _blob = storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(first.JobId));
        (_status, _time, _warn) = (first, time, warn);
        _beat = BeatAsync();
    }

    /// <summary>Changes the status and writes it now.</summary>
    public async Task SetAsync(Func<JobStatus, JobStatus> change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            _status = change(_status) with { UpdatedAt = _time.GetUtcNow() };
            await _blob.WriteAsync(_status, cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            // Training matters more than the news of it; the next beat says the same.
            _warn($"{_blob.BlobContainerName}/{_blob.Name} could not be written: {e.Message}");
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _beat;
        _ended.Dispose();
        _writing.Dispose();
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(Every, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token)) await SetAsync(status => status, _ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The worker is done.
        }
    }
}
