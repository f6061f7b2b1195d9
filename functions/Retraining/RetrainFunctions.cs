using System.Text.RegularExpressions;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Http;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Progress;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ImageClassifier.Functions.Retraining;

/// <summary>Starting, watching and cancelling retrains over HTTP.</summary>
public sealed partial class RetrainFunctions(RetrainValidator validator, ProgressReader progress, RetrainCanceller canceller,
    TimeProvider time, Api api)
{
    private const int MaxBody = 4 * 1024 * 1024;
    private const int MaxListed = 20;
    private const string IdPrefix = "r-";

    /// <summary>Checks a request, names every problem of it, and starts the retrain where there is none.</summary>
    [Function("StartRetrain")]
    public Task<IResult> StartRetrain(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "retrain")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => api.RunAsync(async () =>
    {
        if (await RequestBody.ReadAsync(request, MaxBody, cancellationToken) is not { } body) return Api.TooLarge(MaxBody);
        (RetrainInput? retrain, IReadOnlyList<Problem> problems) = await validator.ValidateAsync(body, cancellationToken);
        if (retrain is null) return Api.Invalid(problems);

        return await ScheduleAsync(client, retrain, request.HttpContext.Response, cancellationToken);
    });

    /// <summary>Where a retrain is, with its jobs and its report.</summary>
    [Function("GetRetrain")]
    public Task<IResult> GetRetrain(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "retrain/{id}")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => api.RunAsync(async () =>
    {
        if (await FindAsync(client, id, cancellationToken) is not { } instance) return Unknown(id);
        await canceller.FinishTerminationAsync(client, instance, cancellationToken);
        return Api.Json(await progress.ReadAsync(instance, details: true, cancellationToken));
    });

    /// <summary>The newest retrains, newest first, without their jobs.</summary>
    [Function("ListRetrains")]
    public Task<IResult> ListRetrains(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "retrain")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => api.RunAsync(async () =>
    {
        var newest = new PriorityQueue<OrchestrationMetadata, DateTimeOffset>();
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: IdPrefix)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            newest.Enqueue(instance, instance.CreatedAt);
            if (newest.Count > MaxListed) newest.Dequeue();
        }
        var retrains = new List<RetrainProgress>();
        foreach ((OrchestrationMetadata instance, _) in newest.UnorderedItems.OrderByDescending(entry => entry.Priority))
            if (await FindAsync(client, instance.InstanceId, cancellationToken) is { } found)
                retrains.Add(await progress.ReadAsync(found, details: false, cancellationToken));
        return Api.Json(retrains);
    });

    /// <summary>Ends a retrain, its workers and its runs; asking again finishes a cancellation that was interrupted.</summary>
    [Function("CancelRetrain")]
    public Task<IResult> CancelRetrain(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "retrain/{id}/cancel")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => api.RunAsync(async () =>
    {
        if (await FindAsync(client, id, cancellationToken) is not { } instance) return Unknown(id);
        if (instance.IsCompleted && !RetrainEnd.IsCancelled(instance))
            return Api.Problem(StatusCodes.Status409Conflict, "already-over", "The retrain is over.",
                $"{id} is {instance.RuntimeStatus}; there is nothing to cancel.");
        await canceller.CancelAsync(client, id, cancellationToken);
        OrchestrationMetadata after = await FindAsync(client, id, cancellationToken) ?? instance;
        return Api.Json(await progress.ReadAsync(after, details: true, cancellationToken), StatusCodes.Status202Accepted);
    });

    /// <summary>
    /// Ends a retrain and starts another with the same request. What is trained is reused, and what was interrupted resumes from its
    /// checkpoint: for a retrain that failed, or that waits for messages which its storage has lost.
    /// </summary>
    [Function("RestartRetrain")]
    public Task<IResult> RestartRetrain(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "retrain/{id}/restart")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => api.RunAsync(async () =>
    {
        if (await FindAsync(client, id, cancellationToken) is not { } instance) return Unknown(id);
        if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed)
            return Api.Problem(StatusCodes.Status409Conflict, "already-over", "The retrain is finished.",
                $"{id} is finished; POST /api/retrain starts another.");
        RetrainInput retrain = instance.ReadInputAs<RetrainInput>()!;
        if (!instance.IsCompleted) await canceller.CancelAsync(client, id, cancellationToken);
        else await canceller.FinishTerminationAsync(client, instance, cancellationToken);
        return await ScheduleAsync(client, retrain, request.HttpContext.Response, cancellationToken);
    });

    private async Task<IResult> ScheduleAsync(DurableTaskClient client, RetrainInput retrain, HttpResponse response,
        CancellationToken cancellationToken)
    {
        // The time first, so that ids sort by it.
        string id = $"{IdPrefix}{time.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..6]}";
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(RetrainOrchestrator), retrain, new StartOrchestrationOptions(id),
            cancellationToken);
        string statusUrl = $"/api/retrain/{id}";
        response.Headers.Location = statusUrl;
        HttpManagementPayload urls = client.CreateHttpManagementPayload(id);
        return Api.Json(new RetrainAccepted(
            id, statusUrl, urls.StatusQueryGetUri, urls.SendEventPostUri, urls.TerminatePostUri, urls.SuspendPostUri, urls.ResumePostUri,
            urls.PurgeHistoryDeleteUri, retrain.Warnings), StatusCodes.Status202Accepted);
    }

    private static async Task<OrchestrationMetadata?> FindAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        // Other ids are never asked for: Durable refuses some with an exception.
        if (!Id().IsMatch(id)) return null;
        OrchestrationMetadata? instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        return instance?.Name == nameof(RetrainOrchestrator) ? instance : null;
    }

    [GeneratedRegex("^r-[0-9a-z-]{1,60}$")]
    private static partial Regex Id();

    private static IResult Unknown(string id) => Api.Problem(
        StatusCodes.Status404NotFound, "unknown-retrain", "There is no such retrain.",
            $"\"{id}\" is not known; GET /api/retrain lists the newest.");
}
