using System.Text.Json;
using Grpc.Core;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Training;

/// <summary>Wakes the orchestration that waits for a worker's message. A message that gets lost is made good by the next look at the
/// heartbeat.</summary>
public sealed class TrainingEventsFunction(ILogger<TrainingEventsFunction> log)
{
    [Function("ReceiveTrainingEvent")]
    public async Task ReceiveTrainingEvent(
        [QueueTrigger("training-events", Connection = "AzureWebJobsStorage")] string message,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        TrainingEvent news = JsonSerializer.Deserialize<TrainingEvent>(message, CoreJson.Options)
            ?? throw new InvalidDataException("The message is null, not a training event.");
        OrchestrationMetadata? instance = await client.GetInstanceAsync(news.OrchestrationId, cancellationToken);
        if (instance is { IsCompleted: false } && await TryRaiseAsync(client, news, cancellationToken)) return;
        log.LogInformation("Nobody waits for \"{Kind}\" of job {Job}: orchestration {Orchestration} is {State}.",
            news.Kind, news.JobId, news.OrchestrationId, instance is null ? "unknown" : "over");
    }

    private static async Task<bool> TryRaiseAsync(DurableTaskClient client, TrainingEvent news, CancellationToken cancellationToken)
    {
        try
        {
            await client.RaiseEventAsync(news.OrchestrationId, TrainingJobOrchestrator.EventName, news, cancellationToken);
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound)
        {
            // It ended between the two calls.
            return false;
        }
    }
}
