using System.Text.Json;
using Azure;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Training.Launching;

/// <summary>Puts messages on the training-events queue.</summary>
public sealed class TrainingEventSender(StorageAccount storage, ILogger<TrainingEventSender> log)
{
    /// <summary>Sends the message; one that cannot be sent is logged, for the orchestration looks by itself before long.</summary>
    public async Task TrySendAsync(TrainingEvent message)
    {
        try
        {
            await storage.Queue(StorageLayout.TrainingEvents).SendMessageAsync(JsonSerializer.Serialize(message, CoreJson.Options));
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            log.LogWarning(e, "Could not say that job {Job} is {Kind}.", message.JobId, message.Kind);
        }
    }
}
