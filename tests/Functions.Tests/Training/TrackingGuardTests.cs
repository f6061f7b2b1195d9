using System.Net;
using ImageClassifier.Functions.Durable;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Mlflow;
using Microsoft.DurableTask;

namespace Functions.Tests.Training;

/// <summary>What of the tracking server's answers ends a retrain, and what it waits for.</summary>
public sealed class TrackingGuardTests
{
    private readonly Server _server = new();
    private readonly MlflowClient _client;

    public TrackingGuardTests() => _client = new MlflowClient(new HttpClient(_server), new Uri("http://mlflow.example"));

    [Fact]
    public async Task What_is_refused_before_a_retrain_has_begun_ends_it()
    {
        _server.RefusesEverything = true;

        var refused = await Assert.ThrowsAsync<TrackingRefusedException>(
            () => TrackingRefusedException.GuardAsync(() => _client.GetRunAsync("r", CancellationToken.None)));

        Assert.Contains("HTTP 403", refused.Message);
    }

    [Fact]
    public async Task A_server_that_refuses_everything_from_now_on_is_waited_for_until_somebody_mends_it()
    {
        _server.RefusesEverything = true;
        var failed = await Assert.ThrowsAsync<MlflowException>(() => GuardedAsync());
        Assert.Contains("HTTP 403", failed.Message);
        // Waiting ends by itself, after a long week-end.
        RetryPolicy policy = RetryPolicies.WhileServicesRestart.Retry!.Policy!;
        Assert.True(policy.MaxNumberOfAttempts * policy.MaxRetryInterval > TimeSpan.FromDays(3));

        (_server.RefusesEverything, _server.HasRun) = (false, true);
        Assert.Equal("r", (await GuardedAsync()).RunId);
    }

    [Fact]
    public async Task A_server_that_refuses_one_thing_and_takes_the_rest_is_not_asked_for_it_again()
    {
        await Assert.ThrowsAsync<TrackingRefusedException>(() => GuardedAsync());
    }

    private Task<MlflowRun> GuardedAsync() => new TrackingGuard(_client, new TrackingSettings())
        .RunAsync(() => _client.GetRunAsync("r", CancellationToken.None), CancellationToken.None);

    private sealed class Server : HttpMessageHandler
    {
        public bool RefusesEverything { get; set; }

        public bool HasRun { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string path = request.RequestUri!.AbsolutePath;
            (HttpStatusCode status, string answer) = RefusesEverything ? (HttpStatusCode.Forbidden, "no")
                : path.EndsWith("experiments/get-by-name", StringComparison.Ordinal) ? (HttpStatusCode.OK, """
                    { "experiment": { "experiment_id": "1", "name": "image-classifier", "lifecycle_stage": "active" } }
                    """)
                : HasRun ? (HttpStatusCode.OK, """
                    { "run": { "info": { "run_id": "r", "experiment_id": "1", "status": "RUNNING", "start_time": 1 }, "data": {} } }
                    """)
                : (HttpStatusCode.NotFound, """{ "error_code": "RESOURCE_DOES_NOT_EXIST", "message": "there is no such run" }""");
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(answer) });
        }
    }
}
