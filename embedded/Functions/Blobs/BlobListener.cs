using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.Azure.Functions.Worker.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Blobs;

/// <summary>
/// Finds new and changed blobs of one function by listing its container, and hands them to <see cref="BlobRunner"/>. What is done is
/// remembered by name and ETag, so a listing of known blobs costs its pages and no further request.
/// </summary>
internal sealed class BlobListener(
    FunctionDescriptor function, BlobPathPattern pattern, StorageAccount account, BlobReceipts receipts, BlobRunner runner,
    int parallelism, TimeProvider time, ILogger log) : IListener
{
    private static readonly TimeSpan QuickestScan = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan IdleScan = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowestScan = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    // Listing a large container takes the service's time; four fifths of it stay for others.
    private const int RestPerScan = 4;
    private const int PageSize = 5000;
    private const int EnoughWaiting = 5000;

    private readonly BlobContainerClient container = account.Blobs.GetBlobContainerClient(pattern.Container);
    private readonly Channel<BlobVersion> found = Channel.CreateUnbounded<BlobVersion>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly ConcurrentDictionary<string, string> done = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> busyUntil = new(StringComparer.Ordinal);
    private HashSet<string> doneBefore = [];
    private int succeeded;
    private int failed;

    public async Task RunAsync(CancellationToken stopping)
    {
        Task[] workers = [.. Enumerable.Range(0, parallelism).Select(_ => Task.Run(() => WorkAsync(stopping), CancellationToken.None))];
        Task reports = ReportAsync(stopping);
        try
        {
            doneBefore = await WaitedOut(() => receipts.LoadDoneAsync(stopping), "Reading the receipts", stopping);
            await ScanAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops; the workers finish what they hold.
        }
        finally
        {
            found.Writer.Complete();
        }
        await Task.WhenAll([.. workers, reports]);
    }

    private async Task ScanAsync(CancellationToken stopping)
    {
        TimeSpan pause = IdleScan;
        while (true)
        {
            long started = time.GetTimestamp();
            bool news = false;
            if (found.Reader.Count < EnoughWaiting) news = await WaitedOut(() => ScanOnceAsync(stopping), $"Listing '{pattern.Container}'", stopping);
            TimeSpan took = time.GetElapsedTime(started);
            // New blobs seldom come alone: look again soon, then ever later up to the idle pace.
            pause = news ? QuickestScan : pause * 2 < IdleScan ? pause * 2 : IdleScan;
            TimeSpan rest = took * RestPerScan > pause ? took * RestPerScan : pause;
            await Task.Delay(rest < SlowestScan ? rest : SlowestScan, time, stopping);
        }
    }

    /// <summary>Lists the container once; true where there was something to do.</summary>
    private async Task<bool> ScanOnceAsync(CancellationToken stopping)
    {
        bool news = false;
        try
        {
            var present = new HashSet<string>(StringComparer.Ordinal);
            string? prefix = pattern.Prefix.Length == 0 ? null : pattern.Prefix;
            await foreach (Page<BlobItem> page in container.GetBlobsAsync(prefix: prefix, cancellationToken: stopping).AsPages(pageSizeHint: PageSize))
            {
                foreach (BlobItem item in page.Values)
                {
                    if (!pattern.IsMatch(item.Name)) continue;
                    present.Add(item.Name);
                    news |= Consider(new BlobVersion(item.Name, ETagText.Of(item.Properties.ETag ?? default)));
                }
            }
            account.BlobHealth.Succeeded();
            Forget(present);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound || e.ErrorCode == BlobErrorCode.ContainerBeingDeleted)
        {
            account.BlobHealth.Succeeded();
            done.Clear();
        }
        return news;
    }

    private bool Consider(BlobVersion version)
    {
        if (done.TryGetValue(version.Name, out string? tag) && tag == version.ETag) return false;
        if (doneBefore.Count > 0 && doneBefore.Contains(receipts.KeyOf(version)))
        {
            done[version.Name] = version.ETag;
            return false;
        }
        if (busyUntil.TryGetValue(version.Name, out long until) && time.GetTimestamp() < until) return false;
        if (!underWay.TryAdd(version.Name, 0)) return false;
        found.Writer.TryWrite(version);
        return true;
    }

    // Deleted blobs need no memory, and after a whole listing the receipts read at the start are all taken over.
    private void Forget(HashSet<string> present)
    {
        doneBefore = [];
        foreach (string name in done.Keys)
            if (!present.Contains(name)) done.TryRemove(name, out _);
        foreach (string name in busyUntil.Keys)
            if (!present.Contains(name)) busyUntil.TryRemove(name, out _);
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (BlobVersion version in found.Reader.ReadAllAsync(stopping))
            {
                await WorkOnAsync(version, stopping);
                underWay.TryRemove(version.Name, out _);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Versions that still wait in the channel have no receipt yet: the next host finds them.
        }
    }

    private async Task WorkOnAsync(BlobVersion version, CancellationToken stopping)
    {
        try
        {
            RunResult result = await runner.RunAsync(version, stopping);
            account.BlobHealth.Succeeded();
            if (result == RunResult.Busy)
            {
                busyUntil[version.Name] = time.GetTimestamp() + (long)(time.TimestampFrequency * (receipts.HoldTime / 6).TotalSeconds);
                return;
            }
            busyUntil.TryRemove(version.Name, out _);
            if (result == RunResult.Stopped) return;
            done[version.Name] = version.ETag;
            if (result == RunResult.Succeeded) Interlocked.Increment(ref succeeded);
            if (result == RunResult.Poisoned) Interlocked.Increment(ref failed);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException)
        {
            // The receipt could not be written; the blob is found again by the next scan.
            if (!stopping.IsCancellationRequested) account.BlobHealth.Failed(e, $"The receipt of '{pattern.Container}/{version.Name}'");
        }
    }

    private async Task ReportAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await Task.Delay(ReportInterval, time, stopping);
                int good = Interlocked.Exchange(ref succeeded, 0), bad = Interlocked.Exchange(ref failed, 0);
                if (good + bad > 0)
                {
                    log.LogInformation("'Functions.{Function}' ran for {Count} blobs in {Seconds} s, {Failed} of them poison; {Waiting} wait.",
                        function.Name, good + bad, ReportInterval.TotalSeconds, bad, found.Reader.Count);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task<T> WaitedOut<T>(Func<Task<T>> action, string what, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await action();
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException or HttpRequestException or IOException ||
                e is OperationCanceledException && !stopping.IsCancellationRequested)
            {
                account.BlobHealth.Failed(e, what);
                await Task.Delay(IdleScan, time, stopping);
            }
        }
    }
}
