using System.Net;
using System.Text;
using System.Text.Json;
using ImageClassifier.Mlflow;

namespace Mlflow.Tests;

public sealed class MlflowWireTests
{
    private static readonly Dictionary<string, string> None = [];
    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task A_run_is_read_as_mlflow_sends_it()
    {
        _server.Answer("""
            {"run": {
              "info": {"run_uuid": "a1", "experiment_id": "7", "user_id": "", "status": "FINISHED", "start_time": "1700000000123",
                       "end_time": 1700000001000, "artifact_uri": "mlflow-artifacts:/7/a1/artifacts", "lifecycle_stage": "active", "run_id": "a1"},
              "data": {
                "metrics": [{"key": "loss", "value": "NaN", "timestamp": 1, "step": 1}, {"key": "up", "value": "Infinity", "timestamp": "2", "step": "3"},
                            {"key": "acc", "value": 0.5, "timestamp": 1, "step": 1}],
                "params": [{"key": "epochs", "value": "3"}, {"key": "empty"}],
                "tags": [{"key": "mlflow.runName", "value": "baseline"}]},
              "inputs": {}}}
            """);

        var run = await _server.Client().GetRunAsync("a1", CancellationToken.None);

        Assert.Equal("baseline", run.Name);
        Assert.Equal(MlflowRunStatus.Finished, run.Status);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123), run.StartTime);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000001000), run.EndTime);
        Assert.True(double.IsNaN(run.Metrics["loss"]));
        Assert.Equal(double.PositiveInfinity, run.Metrics["up"]);
        Assert.Equal(0.5, run.Metrics["acc"]);
        Assert.Equal(("3", ""), (run.Parameters["epochs"], run.Parameters["empty"]));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"run": {"info": {"experiment_id": "1"}}}""")]
    [InlineData("""{"run": {"info": {"run_id": "r", "experiment_id": "1", "start_time": "soon"}}}""")]
    [InlineData("""{"run": {"info": {"run_id": "r", "experiment_id": "1", "status": "DREAMING"}}}""")]
    public async Task An_answer_that_mlflow_would_not_give_is_an_error_of_the_server(string json)
    {
        _server.Answer(json);

        var error = await Assert.ThrowsAsync<MlflowException>(() => _server.Client().GetRunAsync("r", CancellationToken.None));

        Assert.Equal("MALFORMED_RESPONSE", error.ErrorCode);
    }

    [Fact]
    public async Task Metrics_that_json_has_no_number_for_are_sent_as_mlflow_names_them()
    {
        _server.Answer("{}");
        MlflowMetric[] metrics =
            [Metric("a", double.NaN), Metric("b", double.PositiveInfinity), Metric("c", double.NegativeInfinity), Metric("d", 0.1)];

        await _server.Client().LogBatchAsync("r", metrics, None, None, CancellationToken.None);

        using var sent = JsonDocument.Parse(Assert.Single(_server.Requests).Body);
        Assert.Equal(
            ["\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "0.1"],
            sent.RootElement.GetProperty("metrics").EnumerateArray().Select(metric => metric.GetProperty("value").GetRawText()));
        Assert.Equal(1000, sent.RootElement.GetProperty("metrics")[0].GetProperty("timestamp").GetInt64());
    }

    [Fact]
    public async Task A_large_batch_becomes_requests_within_mlflows_limits_and_loses_nothing()
    {
        for (int i = 0; i < 20; i++) _server.Answer("{}");
        var metrics = Enumerable.Range(0, 2500).Select(i => Metric("m", i, step: i)).ToList();
        var parameters = Enumerable.Range(0, 250).ToDictionary(i => $"p{i}", _ => new string('x', 6000));
        var tags = Enumerable.Range(0, 101).ToDictionary(i => $"t{i}", _ => new string('é', 5000));

        await _server.Client().LogBatchAsync("r", metrics, parameters, tags, CancellationToken.None);

        var sent = _server.Requests.Select(request => (request.Body, Json: JsonDocument.Parse(request.Body).RootElement)).ToList();
        int Count(JsonElement batch, string list) => batch.GetProperty(list).GetArrayLength();
        Assert.All(sent, request =>
        {
            Assert.True(Encoding.UTF8.GetByteCount(request.Body) <= 1_000_000);
            Assert.True(Count(request.Json, "metrics") <= 1000 && Count(request.Json, "params") <= 100
                && Count(request.Json, "tags") <= 100);
            Assert.True(Count(request.Json, "metrics") + Count(request.Json, "params") + Count(request.Json, "tags") <= 1000);
        });
        Assert.Equal(2500, sent.SelectMany(request => request.Json.GetProperty("metrics").EnumerateArray())
            .Select(m => m.GetProperty("step").GetInt64()).Distinct().Count());
        Assert.Equal(250, sent.Sum(request => Count(request.Json, "params")));
        Assert.Equal(101, sent.Sum(request => Count(request.Json, "tags")));
    }

    [Fact]
    public async Task Nothing_to_log_sends_nothing()
    {
        await _server.Client().LogBatchAsync("r", [], None, None, CancellationToken.None);

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_value_that_mlflow_would_cut_is_refused_before_anything_is_sent()
    {
        var client = _server.Client();
        var parameter = new Dictionary<string, string> { ["fine"] = "1", ["long"] = new('x', 6001) };

        var error = await Assert.ThrowsAsync<MlflowException>(() =>
            client.LogBatchAsync("r", [Metric("m", 1)], parameter, None, CancellationToken.None));
        await Assert.ThrowsAsync<MlflowException>(() => client.SetTagAsync("r", "t", new string('x', 5001), CancellationToken.None));

        Assert.Contains("'long' has 6001 characters", error.Message);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Losing_the_race_for_an_experiment_returns_the_winners()
    {
        _server.Error("RESOURCE_DOES_NOT_EXIST", "none", HttpStatusCode.NotFound)
            .Error("RESOURCE_ALREADY_EXISTS", "taken", HttpStatusCode.BadRequest)
            .Answer("""{"experiment": {"experiment_id": "12", "name": "a b", "lifecycle_stage": "active"}}""");

        Assert.Equal("12", await _server.Client().GetOrCreateExperimentAsync("a b", CancellationToken.None));
        Assert.EndsWith("experiments/get-by-name?experiment_name=a%20b", _server.Requests[0].Url);
    }

    [Fact]
    public async Task A_deleted_experiment_is_an_error_that_says_so()
    {
        _server.Answer("""{"experiment": {"experiment_id": "12", "name": "a", "lifecycle_stage": "deleted"}}""");

        var error =
            await Assert.ThrowsAsync<MlflowException>(() => _server.Client().GetOrCreateExperimentAsync("a", CancellationToken.None));

        Assert.Contains("restore it or choose another name", error.Message);
    }

    [Fact]
    public async Task A_search_follows_pages_up_to_the_most_that_is_wanted()
    {
        static string Page(string id, string token) =>
            $$"""{"runs": [{"info": {"run_id": "{{id}}", "experiment_id": "1", "status": "RUNNING", "start_time": 1} }], "next_page_token": "{{token}}"}""";
        _server.Answer(Page("a", "t1")).Answer(Page("b", "t2"));

        var runs = await _server.Client().SearchRunsAsync(["1"], "", [], 2, CancellationToken.None);

        Assert.Equal(["a", "b"], runs.Select(run => run.RunId));
        Assert.Contains("\"page_token\":\"t1\"", _server.Requests[1].Body);
        Assert.Contains("\"max_results\":1", _server.Requests[1].Body);
    }

    [Fact]
    public async Task A_history_follows_every_page()
    {
        _server.Answer("""{"metrics": [{"key": "m", "value": 1.0, "timestamp": 1, "step": 1}], "next_page_token": "t/1="}""")
            .Answer("""{"metrics": [{"key": "m", "value": 2.0, "timestamp": 2, "step": 2}]}""");

        var history = await _server.Client().GetMetricHistoryAsync("r", "m", CancellationToken.None);

        Assert.Equal([1, 2], history.Select(metric => metric.Value));
        Assert.EndsWith("page_token=t%2F1%3D", _server.Requests[1].Url);
    }

    [Theory]
    [InlineData("RESOURCE_DOES_NOT_EXIST", "Registered Model with name=m not found", 404)]
    [InlineData("INVALID_PARAMETER_VALUE", "Registered model alias champion not found.", 400)]
    public async Task No_champion_is_null_in_either_of_mlflows_words(string code, string message, int status)
    {
        _server.Error(code, message, (HttpStatusCode)status);

        Assert.Null(await _server.Client().GetModelVersionByAliasAsync("m", "champion", CancellationToken.None));
    }

    [Fact]
    public async Task The_newest_version_of_a_run_is_found_by_number()
    {
        _server.Answer("""
            {"model_versions": [{"name": "m", "version": "9", "creation_timestamp": 1, "run_id": "r", "source": "s", "status": "READY"},
                                {"name": "m", "version": "10", "creation_timestamp": 2, "run_id": "r", "source": "s", "status": "READY", "aliases": ["champion"]}]}
            """);

        var version = await _server.Client().FindModelVersionByRunAsync("m", "r", CancellationToken.None);

        Assert.Equal("10", version!.Version);
        Assert.Equal(["champion"], version.Aliases);
        Assert.Contains(Uri.EscapeDataString("name = 'm' AND run_id = 'r'"), _server.Requests[0].Url);
    }

    [Fact]
    public async Task A_password_in_the_uri_signs_in_and_stays_out_of_messages()
    {
        _server.Error("UNAUTHENTICATED", "who", HttpStatusCode.Unauthorized);

        var error = await Assert.ThrowsAsync<MlflowException>(
            () => _server.Client("https://me:s%3Acret@host/prefix/").GetRunAsync("r", CancellationToken.None));

        Assert.Equal("Basic " + Convert.ToBase64String("me:s:cret"u8), _server.Requests[0].Authorization);
        Assert.StartsWith("https://host/prefix/api/2.0/mlflow/runs/get", _server.Requests[0].Url);
        Assert.DoesNotContain("cret", error.Message);
    }

    [Theory]
    [InlineData("u", "p", "t", "Basic dTpw")]
    [InlineData(null, "p", "t", "Bearer t")]
    [InlineData(null, null, null, null)]
    public void Credentials_come_from_mlflows_variables(string? user, string? password, string? token, string? expected)
    {
        var variables = new Dictionary<string, string?>
        {
            ["MLFLOW_TRACKING_USERNAME"] = user,
            ["MLFLOW_TRACKING_PASSWORD"] = password,
            ["MLFLOW_TRACKING_TOKEN"] = token,
        };

        Assert.Equal(expected, MlflowCredentials.FromVariables(variables.GetValueOrDefault)?.ToString());
    }

    [Fact]
    public void A_tracking_uri_that_is_a_folder_is_refused() =>
        Assert.Contains("MLFLOW_TRACKING_URI", Assert.Throws<ArgumentException>(() => _server.Client("file:///mlruns")).Message);

    private static MlflowMetric Metric(string key, double value, long step = 1) =>
        new(key, value, DateTimeOffset.FromUnixTimeSeconds(1), step);
}
