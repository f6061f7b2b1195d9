using System.Net;
using System.Text;
using ImageClassifier.Functions.Serving;
using ImageClassifier.Mlflow;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functions.Tests.Serving;

/// <summary>Which version answers, whatever somebody does in MLflow.</summary>
public sealed class ChampionTests
{
    private const string NoAlias = """{"error_code": "INVALID_PARAMETER_VALUE", "message": "Registered model alias champion not found."}""";

    private readonly Scripted _server = new();
    private readonly Clock _clock = new();

    private MlflowClient Client => new(new HttpClient(_server), new Uri("http://tracking.test"));

    private ChampionAlias Alias => new(Client, _clock, NullLogger<ChampionAlias>.Instance);

    [Fact]
    public async Task An_alias_that_was_removed_by_hand_is_told_from_a_model_that_was_never_trained()
    {
        _server.On("registered-models/alias", NoAlias, HttpStatusCode.BadRequest);
        _server.On("model-versions/search", Versions("7"));
        Assert.Equal("7", (await Alias.GetAsync(CancellationToken.None)).Newest?.Version);

        _server.On("model-versions/search", "{}");
        ChampionAnswer none = await Alias.GetAsync(CancellationToken.None);
        Assert.Equal((null, null), (none.Version, none.Newest));
    }

    [Fact]
    public async Task A_server_that_is_away_is_not_hidden_behind_its_last_answer()
    {
        ChampionAlias alias = Alias;
        _server.On("registered-models/alias", Version("3"));
        DateTimeOffset asked = (await alias.GetAsync(CancellationToken.None)).AskedAt;
        _clock.Now += TimeSpan.FromMinutes(1);
        // Whoever waits is answered after two seconds of the clock, which pass at once.
        _server.Stalls = true;

        ChampionAnswer old = await alias.GetAsync(CancellationToken.None);

        Assert.Equal(("3", true, asked), (old.Version?.Version, old.IsOld, old.AskedAt));
    }

    [Fact]
    public async Task A_refusal_is_no_reason_to_go_on_with_the_last_answer()
    {
        ChampionAlias alias = Alias;
        _server.On("registered-models/alias", Version("3"));
        await alias.GetAsync(CancellationToken.None);
        _clock.Now += TimeSpan.FromMinutes(1);
        _server.On("registered-models/alias", "no", HttpStatusCode.Unauthorized);

        Assert.True((await Assert.ThrowsAsync<MlflowException>(() => alias.GetAsync(CancellationToken.None))).IsRefusal);
    }

    [Fact]
    public async Task A_version_that_somebody_registered_from_a_run_of_ours_is_served()
    {
        _server.On("runs/get", """
            {"run": {"info": {"run_id": "r", "experiment_id": "1", "status": "FINISHED", "start_time": 1},
                     "data": {"tags": [{"key": "job_id", "value": "the-job"}]}}}
            """);

        Assert.Equal("the-job", await new ChampionJobs(Client).FindAsync(ModelVersion(runId: "r"), CancellationToken.None));
    }

    [Fact]
    public async Task A_version_of_another_program_is_refused_with_its_run()
    {
        _server.On("runs/get", """{"run": {"info": {"run_id": "r", "experiment_id": "1", "status": "FINISHED", "start_time": 1}}}""");

        var refused = await Assert.ThrowsAsync<UnusableChampionException>(() =>
            new ChampionJobs(Client).FindAsync(ModelVersion(runId: "r"), CancellationToken.None));

        Assert.Contains("Version 4 of image-classifier cannot be served: its run r was not trained by a retrain", refused.Message);
    }

    [Fact]
    public async Task A_version_of_no_run_is_refused_with_its_source()
    {
        var refused = await Assert.ThrowsAsync<UnusableChampionException>(() =>
            new ChampionJobs(Client).FindAsync(ModelVersion(runId: null), CancellationToken.None));

        Assert.Contains("s3://elsewhere", refused.Message);
    }

    private static MlflowModelVersion ModelVersion(string? runId) => new()
    {
        Name = "image-classifier",
        Version = "4",
        Source = "s3://elsewhere",
        RunId = runId,
        Status = "READY",
        CreationTime = DateTimeOffset.UnixEpoch,
        Tags = new Dictionary<string, string>(),
        Aliases = ["champion"],
    };

    private static string Version(string number) =>
        $$"""{"model_version": {"name": "image-classifier", "version": "{{number}}", "run_id": "r", "status": "READY"} }""";

    private static string Versions(string number) =>
        $$"""{"model_versions": [{"name": "image-classifier", "version": "{{number}}", "status": "READY"}] }""";

    private sealed class Scripted : HttpMessageHandler
    {
        private readonly Dictionary<string, (string Body, HttpStatusCode Status)> _answers = [];

        public bool Stalls { get; set; }

        public void On(string path, string body, HttpStatusCode status = HttpStatusCode.OK) => _answers[path] = (body, status);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Stalls) await Task.Delay(Timeout.Infinite, cancellationToken);
            (string body, HttpStatusCode status) =
                _answers.First(answer => request.RequestUri!.AbsolutePath.EndsWith(answer.Key, StringComparison.Ordinal)).Value;
            return new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }
    }

    /// <summary>Whose timers fire at once.</summary>
    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
