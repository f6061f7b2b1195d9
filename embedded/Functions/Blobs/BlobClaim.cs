using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Microsoft.Azure.Functions.Worker.Embedded.Blobs;

/// <summary>A receipt that this host holds.</summary>
internal sealed class BlobClaim(BlobReceipts receipts, BlobClient receipt, ETag version, int attempt)
{
    private readonly SemaphoreSlim writing = new(1, 1);
    private ETag? version = version;

    /// <summary>1 for the first try, over all hosts.</summary>
    public int Attempt { get; private set; } = attempt;

    /// <summary>Keeps the receipt fresh until cancelled, so that no other host takes it over.</summary>
    public async Task RenewAsync(TimeProvider time, Action<Exception> failed, CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(receipts.HoldTime / 3, time, done);
                try
                {
                    await WriteAsync(ReceiptStatus.Held, Attempt, done);
                }
                catch (Exception e) when (e is RequestFailedException or AggregateException)
                {
                    failed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The function is over.
        }
    }

    /// <summary>Records a further try before it begins, so that a crash counts.</summary>
    public Task NextAttemptAsync(CancellationToken cancellation) => WriteAsync(ReceiptStatus.Held, ++Attempt, cancellation);

    /// <summary>Marks the version as done for ever.</summary>
    public Task CompleteAsync(CancellationToken cancellation) => WriteAsync(ReceiptStatus.Completed, Attempt, cancellation);

    /// <summary>Gives the version back, so that any host may run it at once.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) => WriteAsync(ReceiptStatus.Released, Attempt - 1, cancellation);

    private async Task WriteAsync(ReceiptStatus status, int attempt, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation);
        try
        {
            // Null: another host took over after this one was stalled. It owns the receipt now.
            if (version is not { } current) return;
            version = await receipts.TryWriteAsync(receipt, status, attempt, new BlobRequestConditions { IfMatch = current }, cancellation);
        }
        finally
        {
            writing.Release();
        }
    }
}
