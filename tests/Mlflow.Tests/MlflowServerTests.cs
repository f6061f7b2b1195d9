using System.Net;
using ImageClassifier.Mlflow;

namespace Mlflow.Tests;

/// <summary>What is said of a server before anything is logged to it.</summary>
public sealed class MlflowServerTests
{
    private const string MlflowPage = "<html><head><title>MLflow</title></head></html>";
    private const string Served =
        """{"experiment": {"experiment_id": "1", "lifecycle_stage": "active", "artifact_location": "mlflow-artifacts:/1"}}""";

    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task Mlflows_own_server_is_told_from_ours_with_its_version()
    {
        _server.Answer("3.17.2").Answer(MlflowPage).Answer("""{"store_type": "SqlStore"}""").Answer(Served).Answer("{}");
        MlflowServer theirs = await ExamineAsync();
        _server.Answer("3.13.0").Answer("<title>Tracking</title>").Answer(Served).Answer("{}");
        MlflowServer ours = await ExamineAsync();

        Assert.Equal((false, "3.17.2", "SqlStore", null), (theirs.IsOurs, theirs.Version, theirs.Store, theirs.Problem));
        Assert.Equal("MLflow 3.17.2 at http://tracking.test:5000, SqlStore, experiment \"photos\"", theirs.Describe());
        Assert.Equal((true, null), (ours.IsOurs, ours.Problem));
        Assert.StartsWith("this project's server", ours.Describe());
    }

    [Fact]
    public async Task A_server_that_is_away_is_said_after_one_attempt()
    {
        _server.Fail(HttpRequestError.ConnectionError);

        MlflowServer server = await ExamineAsync();

        Assert.Contains("no connection", server.Problem);
        Assert.Contains("MLFLOW_TRACKING_URI", server.Advice);
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_password_that_is_not_accepted_is_said_with_the_variables_to_set(HttpStatusCode status)
    {
        _server.Answer("3.17.2").Answer(MlflowPage).Answer("{}").Answer("no", status);

        MlflowServer server = await ExamineAsync("http://anna:secret@tracking.test:5000");

        Assert.NotNull(server.Problem);
        Assert.Contains("MLFLOW_TRACKING_PASSWORD", server.Advice);
        Assert.DoesNotContain("secret", server.ToString());
    }

    [Theory]
    [InlineData("./mlruns/1")]
    [InlineData("s3://bucket/1")]
    [InlineData("/srv/mlruns/1")]
    public async Task Artifacts_that_are_not_served_are_said_with_what_to_start(string location)
    {
        _server.Answer("3.17.2").Answer(MlflowPage).Answer("{}")
            .Answer($$"""{"experiment": {"experiment_id": "1", "lifecycle_stage": "active", "artifact_location": "{{location}}"} }""");

        MlflowServer server = await ExamineAsync();

        Assert.Contains(location, server.Problem);
        Assert.Contains("mlflow server --serve-artifacts --artifacts-destination", server.Advice);
    }

    [Fact]
    public async Task A_server_that_no_longer_serves_artifacts_is_found_by_asking_for_them()
    {
        _server.Answer("3.17.2").Answer(MlflowPage).Answer("{}").Answer(Served)
            .Answer("Endpoint disabled due to the mlflow server running with `--no-serve-artifacts`.", HttpStatusCode.ServiceUnavailable);

        Assert.Contains("--serve-artifacts", (await ExamineAsync()).Advice);
    }

    [Fact]
    public async Task A_deleted_experiment_is_said_with_the_variable_that_names_another()
    {
        _server.Answer("3.17.2").Answer(MlflowPage).Answer("{}")
            .Answer("""{"experiment": {"experiment_id": "1", "lifecycle_stage": "deleted", "artifact_location": "mlflow-artifacts:/1"}}""");

        MlflowServer server = await ExamineAsync();

        Assert.Contains("is deleted", server.Problem);
        Assert.Contains("MLFLOW_EXPERIMENT_NAME", server.Advice);
    }

    [Fact]
    public async Task An_experiment_that_does_not_exist_yet_is_judged_by_where_the_default_one_lies()
    {
        _server.Answer("3.17.2").Answer(MlflowPage).Answer("{}").Error("RESOURCE_DOES_NOT_EXIST", "none", HttpStatusCode.NotFound)
            .Answer("""{"experiment": {"experiment_id": "0", "lifecycle_stage": "active", "artifact_location": "./mlruns/0"}}""");

        Assert.Contains("./mlruns/0", (await ExamineAsync()).Problem);
    }

    [Fact]
    public async Task A_server_whose_answers_take_three_seconds_is_not_taken_for_one_that_is_away()
    {
        _server.Answer("3.17.2").Answer(MlflowPage).Answer("{}").Answer(Served).Answer("{}");
        using var slow = new SlowServer(_server, TimeSpan.FromSeconds(3), _server.Time);
        var client = new MlflowClient(new HttpClient(slow), new Uri("http://tracking.test"), _server.Time);

        Assert.Null((await client.ExamineAsync("photos", CancellationToken.None)).Problem);
        Assert.Equal(5, _server.Time.Waits.Count(wait => wait == TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task Another_web_server_is_not_taken_for_a_tracking_server()
    {
        _server.Answer("<html>welcome</html>");

        Assert.Contains("not as MLflow does", (await ExamineAsync()).Problem);
    }

    [Fact]
    public async Task An_experiment_whose_artifacts_are_not_served_is_refused_before_a_run_is_made()
    {
        string experiment = """{"experiment": {"experiment_id": "1", "lifecycle_stage": "active", "artifact_location": "s3://bucket/1"}}""";
        _server.Answer(experiment).Answer(experiment);

        var refused = await Assert.ThrowsAsync<MlflowException>(() =>
            _server.Client().PrepareExperimentAsync("photos", CancellationToken.None));

        Assert.True(refused.IsRefusal);
        Assert.Contains("mlflow server --serve-artifacts", refused.Message);
    }

    [Theory]
    [InlineData("https://anna:p%40ss@host/mlflow/", "https://host/mlflow", "anna", "p@ss")]
    [InlineData("http://host:5000", "http://host:5000", null, null)]
    public void An_address_is_kept_apart_from_its_password(string text, string url, string? user, string? password)
    {
        MlflowAddress address = MlflowAddress.Parse(text)!;

        Assert.Equal((url, user, password), (address.Url, address.Username, address.Password));
        Assert.Equal(url, address.ToString());
    }

    [Theory]
    [InlineData("mlruns", "mlruns")]
    [InlineData("ftp://anna:secret@host", "…@host")]
    public void What_is_no_address_is_shown_without_a_password(string text, string shown)
    {
        Assert.Null(MlflowAddress.Parse(text));
        Assert.Equal(shown, MlflowAddress.Shown(text));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task A_refusal_costs_one_request(HttpStatusCode status)
    {
        _server.Answer("no", status);

        Assert.True((await Assert.ThrowsAsync<MlflowException>(() => _server.Client().GetRunAsync("r", CancellationToken.None))).IsRefusal);
        Assert.Single(_server.Requests);
    }

    /// <summary>Answers late, by the clock of the test.</summary>
    private sealed class SlowServer(HttpMessageHandler server, TimeSpan delay, TimeProvider time) : DelegatingHandler(server)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(delay, time, cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private Task<MlflowServer> ExamineAsync(string uri = "http://tracking.test:5000") =>
        _server.Client(uri).ExamineAsync("photos", CancellationToken.None);
}
