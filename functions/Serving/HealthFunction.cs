using System.Net.Sockets;
using Azure;
using ImageClassifier.Contracts.Health;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Http;
using ImageClassifier.Functions.Training.Launching;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Serving;

/// <summary><c>GET /api/health</c>.</summary>
public sealed class HealthFunction(StorageAccount storage, MlflowClient tracking, ITrainingLauncher launcher, ChampionAlias champion)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    [Function("GetHealth")]
    public async Task<IResult> GetHealth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTimeout);
        Task<HealthCheck> storageCheck = CheckStorageAsync(limit.Token);
        (HealthCheck trackingCheck, string? version) = await CheckTrackingAsync(limit.Token);
        HealthCheck[] checks = [await storageCheck, trackingCheck, CheckWorker()];
        bool healthy = checks.All(check => check.Ok);
        return Api.Json(new HealthReport(healthy, checks, version), healthy ? StatusCodes.Status200OK
            : StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<HealthCheck> CheckStorageAsync(CancellationToken cancellationToken)
    {
        try
        {
            bool ready = await storage.Container(StorageLayout.Uploads).ExistsAsync(cancellationToken);
            return new HealthCheck("storage", ready, ready ? "answers"
                : $"answers, but has no container {StorageLayout.Uploads} yet; it is made within seconds");
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException or SocketException)
        {
            string why = e is OperationCanceledException ? $"nothing within {AnswerTimeout.TotalSeconds:0} s"
                : e.GetBaseException().Message.Split('\n')[0].Trim();
            return new HealthCheck("storage", false, $"does not answer; check {StorageAccount.ConnectionSetting} ({why})");
        }
    }

    private async Task<(HealthCheck Check, string? Version)> CheckTrackingAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await tracking.IsReachableAsync(cancellationToken)) return (Down("does not answer"), null);
            ChampionAnswer answer = await champion.GetAsync(cancellationToken);
            string? version = answer.Version?.Version;
            string said = version is not null ? $"the champion is version {version}"
                : answer.Newest is { } newest ? $"no version is the champion, the newest is {newest.Version}" : "there is no champion yet";
            return (new HealthCheck("tracking", true, $"answers; {said}"), version);
        }
        catch (Exception e) when (e is MlflowException or OperationCanceledException)
        {
            return (Down($"does not answer as it should ({e.Message})"), null);
        }

        static HealthCheck Down(string how) => new("tracking", false, $"{how}; start it, or check MLFLOW_TRACKING_URI");
    }

    private HealthCheck CheckWorker() => launcher.FindProblem() is { } problem
        ? new HealthCheck("worker", false, problem)
        : new HealthCheck("worker", true, "can be started");
}
