using Functions.Tests.Support;
using ImageClassifier.Contracts.Health;
using ImageClassifier.Functions.Serving;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functions.Tests.Serving;

/// <summary>What <c>GET /api/health</c> says is wrong.</summary>
[Trait("Tier", "integration")]
public sealed class HealthFunctionTests(TrackingFixture fixture) : IClassFixture<TrackingFixture>
{
    private const string NoStorage =
        "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:9/a;QueueEndpoint=http://127.0.0.1:9/a;";

    [Fact]
    public async Task All_is_well_where_everything_answers()
    {
        (int status, HealthReport report) = await AskAsync(fixture.Storage.Storage, fixture.Tracking);

        Assert.Equal((StatusCodes.Status200OK, true), (status, report.Healthy));
        Assert.Equal(["storage", "tracking", "worker"], report.Checks.Select(check => check.Name));
    }

    [Fact]
    public async Task Each_service_that_does_not_answer_is_named_with_the_setting_to_look_at()
    {
        (int status, HealthReport report) =
            await AskAsync(new StorageAccount(NoStorage), MlflowClient.FromEnvironment(new Uri("http://127.0.0.1:9")));

        Assert.Equal((StatusCodes.Status503ServiceUnavailable, false), (status, report.Healthy));
        Assert.Contains("check AzureWebJobsStorage", report.Checks[0].Detail);
        Assert.Contains("check MLFLOW_TRACKING_URI", report.Checks[1].Detail);
        Assert.Equal([false, false, true], report.Checks.Select(check => check.Ok));
    }

    [Fact]
    public async Task A_worker_that_cannot_be_started_is_said()
    {
        (int status, HealthReport report) = await AskAsync(fixture.Storage.Storage, fixture.Tracking, "worker.dll is missing; build it");

        Assert.Equal((StatusCodes.Status503ServiceUnavailable, "worker.dll is missing; build it"), (status, report.Checks[2].Detail));
    }

    private static async Task<(int Status, HealthReport Report)> AskAsync(StorageAccount storage, MlflowClient tracking,
        string? problem = null)
    {
        var champion = new ChampionAlias(tracking, TimeProvider.System, NullLogger<ChampionAlias>.Instance);
        IResult answer = await new HealthFunction(storage, tracking, new FakeLauncher { Problem = problem }, champion)
            .GetHealth(new DefaultHttpContext().Request, CancellationToken.None);
        var json = Assert.IsType<JsonHttpResult<HealthReport>>(answer);
        return (json.StatusCode!.Value, json.Value!);
    }
}
