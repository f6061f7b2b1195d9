using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;

namespace ImageClassifier.Worker.Jobs;

/// <summary>
/// The right to train a job: a lease on <c>jobs/{id}/lock</c>, renewed while the worker lives and free again soon after it died.
/// </summary>
internal sealed class JobLock : IAsyncDisposable
{
    /// <summary>The shortest that blob storage grants.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    /// <summary>A lease that is still held after this is being renewed.</summary>
    public static readonly TimeSpan AcquireTimeout = 2 * Duration;

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5), AskEvery = TimeSpan.FromSeconds(1);

    private readonly BlobLeaseClient _lease;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new(), _released = new();
    private readonly Task _renewal;

    private JobLock(BlobLeaseClient lease, TimeProvider time)
    {
        (_lease, _time) = (lease, time);
        _renewal = RenewAsync(time.GetTimestamp());
    }

    /// <summary>Cancelled when the lease is lost: from then on another worker may train the job.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the lease, waiting for that of a lost worker to expire.</summary>
    /// <returns>Null when a living worker keeps it.</returns>
    public static async Task<JobLock?> AcquireAsync(StorageAccount storage, string jobId, TimeProvider time,
        CancellationToken cancellationToken)
    {
        BlobClient blob = storage.Blob(StorageLayout.Jobs, StorageLayout.LockBlob(jobId));
        // It may exist already, and be leased.
        await blob.TryCreateAsync(BinaryData.FromString(""), "application/json", cancellationToken);
        BlobLeaseClient lease = blob.GetBlobLeaseClient();
        long started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await lease.AcquireAsync(Duration, cancellationToken: cancellationToken);
                return new JobLock(lease, time);
            }
            catch (RequestFailedException e) when (e.Status == 409)
            {
                if (time.GetElapsedTime(started) > AcquireTimeout) return null;
                await Task.Delay(AskEvery, time, cancellationToken);
            }
        }
    }

    /// <summary>Gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _released.CancelAsync();
        await _renewal;
        if (!_lost.IsCancellationRequested)
        {
            try
            {
                using var timeout = new CancellationTokenSource(RenewEvery);
                await _lease.ReleaseAsync(cancellationToken: timeout.Token);
            }
            catch (Exception e) when (e is RequestFailedException or OperationCanceledException or AggregateException)
            {
                // It expires by itself.
            }
        }
        _lost.Dispose();
        _released.Dispose();
    }

    private async Task RenewAsync(long renewed)
    {
        TimeSpan wait = RenewEvery;
        while (true)
        {
            try
            {
                await Task.Delay(wait, _time, _released.Token);
                using var attempt = CancellationTokenSource.CreateLinkedTokenSource(_released.Token);
                TimeSpan left = Duration - AskEvery - _time.GetElapsedTime(renewed);
                attempt.CancelAfter(left < RenewEvery && left > TimeSpan.Zero ? left : RenewEvery);
                long asked = _time.GetTimestamp();
                await _lease.RenewAsync(cancellationToken: attempt.Token);
                (renewed, wait) = (asked, RenewEvery);
            }
            catch (OperationCanceledException) when (_released.IsCancellationRequested)
            {
                return;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                await _lost.CancelAsync();
                return;
            }
            catch (Exception e) when (e is RequestFailedException or OperationCanceledException or AggregateException)
            {
                // No answer, and the lease lasts a little longer: once more, soon. One second is left for whoever must stop.
                wait = AskEvery;
                if (_time.GetElapsedTime(renewed) < Duration - AskEvery) continue;
                await _lost.CancelAsync();
                return;
            }
        }
    }
}
