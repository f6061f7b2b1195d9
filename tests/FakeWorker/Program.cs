using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;
using Shared.Results;

// Keeps the worker's side of the contract and learns nothing: an epoch is a pause. What an experiment's description says, it does:
// "fail", "die" (before it has begun), "crash in epoch N" (on the first attempt), "pause MS" between epochs, "accuracy N" of 20.
string id = args[Array.IndexOf(args, "--job") + 1];
var storage = new StorageAccount(Environment.GetEnvironmentVariable(StorageAccount.ConnectionSetting)!);
TrainingJob job = (await storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(id)).ReadAsync<TrainingJob>(CancellationToken.None))!;
string script = job.Experiment.Description ?? "";

using var leave = new CancellationTokenSource();
_ = Task.Run(() =>
{
    while (Console.In.ReadLine() is not null)
    {
        // The end of stdin is what counts.
    }
    leave.Cancel();
});
using var terminate =
    System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    leave.Cancel();
});

int done = (await storage.Blob(StorageLayout.Checkpoints, StorageLayout.LastCheckpointBlob(id)).ExistsAsync())
    ? int.Parse(
        (await storage.Blob(StorageLayout.Checkpoints, StorageLayout.LastCheckpointBlob(id))
            .DownloadContentAsync()).Value.Content.ToString())
    : 0;
Console.WriteLine($"attempt {job.Attempt} resumes after epoch {done}");
if (script.Contains("die", StringComparison.Ordinal)) throw new DllNotFoundException("libtorch cannot be loaded");
await LockAsync();
await SayAsync(JobState.Starting);
if (script.Contains("fail", StringComparison.Ordinal)) return await FailAsync("the loss is no longer a number");
while (done < job.Experiment.Epochs)
{
    try
    {
        await Task.Delay(Number("pause", 20), leave.Token);
    }
    catch (OperationCanceledException)
    {
        await SayAsync(JobState.Stopped);
        await SendAsync(TrainingEventKind.Stopped);
        return 3;
    }
    done++;
    if (job.Attempt == 1 && done == Number("crash in epoch", -1)) Environment.FailFast("as the experiment says");
    await storage.Blob(StorageLayout.Checkpoints, StorageLayout.LastCheckpointBlob(id))
        .UploadAsync(BinaryData.FromString($"{done}"), overwrite: true);
    await SayAsync(JobState.Training);
}
foreach (string file in (string[])[StorageLayout.ModelWeightsBlob(id), StorageLayout.ModelCardBlob(id)])
    await storage.Blob(StorageLayout.Models, file).UploadAsync(BinaryData.FromString("learnt nothing"), overwrite: true);
await storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(id)).TryCreateAsync(Result(Number("accuracy", 10)), CancellationToken.None);
await SayAsync(JobState.Finished);
await SendAsync(TrainingEventKind.Finished);
return 0;

async Task<int> FailAsync(string error)
{
    await SayAsync(JobState.Failed, error);
    await SendAsync(TrainingEventKind.Failed);
    return 1;
}

// For good: it does not renew, and whoever replaces it breaks its lease.
async Task LockAsync()
{
    BlobClient blob = storage.Blob(StorageLayout.Jobs, StorageLayout.LockBlob(id));
    await blob.TryCreateAsync(BinaryData.FromString(""), "application/json", CancellationToken.None);
    BlobLeaseClient lease = blob.GetBlobLeaseClient();
    try
    {
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);
    }
    catch (RequestFailedException e) when (e.Status == 409)
    {
        await lease.BreakAsync(TimeSpan.Zero);
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);
    }
}

Task SayAsync(JobState state, string? error = null) => storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(id)).WriteAsync(
    new JobStatus
    {
        JobId = id,
        State = state,
        Attempt = job.Attempt,
        Epoch = done,
        Of = job.Experiment.Epochs,
        UpdatedAt = DateTimeOffset.UtcNow,
        Error = error,
    }, CancellationToken.None);

Task SendAsync(TrainingEventKind kind) => storage.Queue(StorageLayout.TrainingEvents).SendMessageAsync(JsonSerializer.Serialize(
    new TrainingEvent { JobId = id, OrchestrationId = job.OrchestrationId, Kind = kind, Attempt = job.Attempt }, CoreJson.Options));

int Number(string word, int fallback)
{
    int at = script.IndexOf(word, StringComparison.Ordinal);
    return at < 0 ? fallback : int.Parse(script[(at + word.Length)..].TrimStart().Split([' ', ','])[0]);
}

TrainingResult Result(int correct)
{
    EpochRecord[] epochs =
    [
        .. Enumerable.Range(1, done).Select(epoch =>
            new EpochRecord(epoch, 1.0 / epoch, 0.5, 1.0 / epoch, correct / 20.0, 1e-3, 0.02, DateTimeOffset.UtcNow)),
    ];
    return FakeResult.Of(id, job.Tracking, epochs, correct);
}
