using Azure.Core.Serialization;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.Azure.Functions.Worker.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Blobs;

/// <summary>How the work on one blob version ended.</summary>
internal enum RunResult
{
    Succeeded,

    /// <summary>There was nothing to run: another host did it, or the blob is gone.</summary>
    Nothing,

    /// <summary>Every attempt failed, and the poison queue says so.</summary>
    Poisoned,

    /// <summary>Another host is at it; it may die, so look again later.</summary>
    Busy,

    /// <summary>The host stops; the version was given back.</summary>
    Stopped,
}

/// <summary>Runs a function for a blob version: claim, up to so many attempts, receipt or poison message.</summary>
internal sealed class BlobRunner(
    FunctionDescriptor function, FunctionInvoker invoker, BlobPathPattern pattern, StorageAccount account, BlobReceipts receipts, PoisonBlobs poison,
    int maxAttempts, ObjectSerializer serializer, TimeProvider time, ILogger log)
{
    private readonly BlobContainerClient container = account.Blobs.GetBlobContainerClient(pattern.Container);

    public async Task<RunResult> RunAsync(BlobVersion version, CancellationToken stopping)
    {
        switch (await receipts.ClaimAsync(version, stopping))
        {
            case ClaimResult.Won won:
                return await RunClaimedAsync(version, won.Claim, stopping);
            case ClaimResult.Done:
                return RunResult.Nothing;
            default:
                return RunResult.Busy;
        }
    }

    private async Task<RunResult> RunClaimedAsync(BlobVersion version, BlobClaim claim, CancellationToken stopping)
    {
        using var done = new CancellationTokenSource();
        Task renewal = claim.RenewAsync(time, e => account.BlobHealth.Failed(e, $"Renewing the receipt of '{container.Name}/{version.Name}'"), done.Token);
        try
        {
            return await TryAsync(version, claim, stopping);
        }
        finally
        {
            await done.CancelAsync();
            await renewal;
        }
    }

    private async Task<RunResult> TryAsync(BlobVersion version, BlobClaim claim, CancellationToken stopping)
    {
        // More attempts than allowed: a host died in the last one, perhaps of this very blob.
        while (claim.Attempt <= maxAttempts)
        {
            switch (await AttemptAsync(version, claim.Attempt, stopping))
            {
                case Attempt.Failed:
                    await claim.NextAttemptAsync(CancellationToken.None);
                    break;
                case Attempt.Stopped:
                    await claim.ReleaseAsync(CancellationToken.None);
                    return RunResult.Stopped;
                case Attempt.Gone:
                    await claim.CompleteAsync(CancellationToken.None);
                    return RunResult.Nothing;
                case Attempt.Succeeded:
                    await claim.CompleteAsync(CancellationToken.None);
                    return RunResult.Succeeded;
            }
        }
        log.LogError("'Functions.{Function}' failed {Attempts} times for '{Container}/{Blob}'; a message went to the queue '{Queue}'.",
            function.Name, maxAttempts, container.Name, version.Name, PoisonBlobs.QueueName);
        await poison.AddAsync(function.Name, container.Name, version, CancellationToken.None);
        await claim.CompleteAsync(CancellationToken.None);
        return RunResult.Poisoned;
    }

    private async Task<Attempt> AttemptAsync(BlobVersion version, int number, CancellationToken stopping)
    {
        var input = new BlobTriggerInput(container, version, pattern.Match(version.Name)!, serializer)
        {
            RetryCount = number - 1,
            MaxRetryCount = maxAttempts - 1,
        };
        try
        {
            // An earlier attempt may have moved the blob away before it failed.
            if (number > 1 && !await input.IsCurrentAsync(stopping)) return Attempt.Gone;
            await invoker.InvokeAsync(function, input, stopping, quiet: true);
            return Attempt.Succeeded;
        }
        catch (TriggerGoneException)
        {
            return Attempt.Gone;
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Cut short, which is not the blob's fault.
            return Attempt.Stopped;
        }
        catch (Exception)
        {
            // The invoker logged it.
            return Attempt.Failed;
        }
    }

    private enum Attempt
    {
        Succeeded,
        Failed,
        Gone,
        Stopped,
    }
}
