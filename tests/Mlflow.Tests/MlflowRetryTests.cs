using System.Net;
using ImageClassifier.Mlflow;

namespace Mlflow.Tests;

public sealed class MlflowRetryTests
{
    private const string RunJson =
        """{"run": {"info": {"run_id": "r1", "run_name": "n", "experiment_id": "1", "status": "RUNNING", "start_time": 5, "artifact_uri": "mlflow-artifacts:/1/r1/artifacts", "lifecycle_stage": "active"}}}""";

    private readonly ScriptedServer _server = new();

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_read_is_repeated_until_the_server_recovers(HttpStatusCode status)
    {
        _server.Answer("down", status).Answer("down", status).Answer(RunJson);

        var run = await _server.Client().GetRunAsync("r1", CancellationToken.None);

        Assert.Equal("r1", run.RunId);
        Assert.Equal([TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500)], _server.Time.Waits);
    }

    [Fact]
    public async Task A_lost_connection_is_made_again()
    {
        _server.Fail(HttpRequestError.ConnectionError).Fail(HttpRequestError.ResponseEnded).Answer(RunJson);

        Assert.Equal("r1", (await _server.Client().GetRunAsync("r1", CancellationToken.None)).RunId);
    }

    [Fact]
    public async Task Giving_up_names_the_server_and_the_operation()
    {
        for (int i = 0; i < 6; i++) _server.Fail(HttpRequestError.ConnectionError);

        var error = await Assert.ThrowsAsync<MlflowException>(() => _server.Client().GetRunAsync("r1", CancellationToken.None));

        Assert.Equal(("TEMPORARILY_UNAVAILABLE", 0), (error.ErrorCode, error.StatusCode));
        Assert.Contains("Get run r1 at http://tracking.test:5000", error.Message);
        Assert.Equal(6, _server.Requests.Count);
    }

    [Fact]
    public async Task What_the_server_asks_to_wait_is_waited()
    {
        _server.Answer("", HttpStatusCode.TooManyRequests, retryAfterSeconds: 7).Answer(RunJson);

        await _server.Client().GetRunAsync("r1", CancellationToken.None);

        Assert.Equal([TimeSpan.FromSeconds(7)], _server.Time.Waits);
    }

    [Fact]
    public async Task A_run_is_not_created_twice_when_the_answer_is_lost()
    {
        _server.Fail(HttpRequestError.ResponseEnded);

        await Assert.ThrowsAsync<MlflowException>(Create);

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_run_is_not_created_twice_after_an_internal_error()
    {
        _server.Error("INTERNAL_ERROR", "boom", HttpStatusCode.InternalServerError);

        var error = await Assert.ThrowsAsync<MlflowException>(Create);

        Assert.Equal("INTERNAL_ERROR", error.ErrorCode);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Creating_a_run_waits_for_a_server_that_is_still_starting()
    {
        _server.Fail(HttpRequestError.ConnectionError).Answer("", HttpStatusCode.TooManyRequests).Answer(RunJson);

        Assert.Equal("r1", (await Create()).RunId);
    }

    [Fact]
    public async Task A_refusal_is_not_repeated()
    {
        _server.Error("INVALID_PARAMETER_VALUE", "no", HttpStatusCode.BadRequest);

        var error = await Assert.ThrowsAsync<MlflowException>(() => _server.Client().GetRunAsync("r1", CancellationToken.None));

        Assert.Equal(("INVALID_PARAMETER_VALUE", 400), (error.ErrorCode, error.StatusCode));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_state_that_does_not_change_is_not_waited_for()
    {
        _server.Error("INVALID_STATE", "deleted", HttpStatusCode.InternalServerError);

        await Assert.ThrowsAsync<MlflowException>(() =>
            _server.Client().UpdateRunAsync("r1", MlflowRunStatus.Finished, null, CancellationToken.None));

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_named()
    {
        var retry = new MlflowRetry { MaxAttempts = 1, RequestTimeout = TimeSpan.FromMilliseconds(10) };
        var stalled = new StalledServer();
        var client = new MlflowClient(
            new HttpClient(stalled), new Uri("http://tracking.test"), retry, TimeProvider.System, credentials: null);

        var error = await Assert.ThrowsAsync<MlflowException>(() => client.GetRunAsync("r1", CancellationToken.None));

        Assert.Equal("DEADLINE_EXCEEDED", error.ErrorCode);
        Assert.Contains("http://tracking.test", error.Message);
    }

    [Fact]
    public async Task A_caller_who_cancels_gets_a_cancellation_and_no_tracking_error()
    {
        using var cancelled = new CancellationTokenSource();
        var client = new MlflowClient(
            new HttpClient(new StalledServer()), new Uri("http://tracking.test"), new MlflowRetry(), TimeProvider.System,
            credentials: null);
        var reading = client.GetRunAsync("r1", cancelled.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task An_unreachable_server_is_not_healthy_after_one_attempt()
    {
        _server.Fail(HttpRequestError.ConnectionError);

        Assert.False(await _server.Client().IsReachableAsync(CancellationToken.None));
        Assert.Equal("http://tracking.test:5000/health", Assert.Single(_server.Requests).Url);
    }

    [Fact]
    public async Task A_proxys_page_is_quoted_and_not_taken_for_an_answer()
    {
        _server.Answer("<html>Bad   thing</html>", HttpStatusCode.Forbidden).Answer("<html>login</html>");
        var client = _server.Client();

        var refused = await Assert.ThrowsAsync<MlflowException>(() => client.GetRunAsync("r1", CancellationToken.None));
        var disguised = await Assert.ThrowsAsync<MlflowException>(() => client.GetRunAsync("r1", CancellationToken.None));

        Assert.Equal("PERMISSION_DENIED", refused.ErrorCode);
        Assert.Contains("<html>Bad thing</html>", refused.Message);
        Assert.Contains("not MLflow's JSON", disguised.Message);
    }

    [Fact]
    public async Task An_answer_that_a_proxy_lost_on_its_way_is_no_refusal()
    {
        _server.Answer("");

        Assert.False((await Assert.ThrowsAsync<MlflowException>(Create)).IsRefusal);
    }

    private Task<MlflowRun> Create() =>
        _server.Client().CreateRunAsync("1", "n", new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, CancellationToken.None);

    private sealed class StalledServer : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("Not reached.");
        }
    }
}
