using System.Net;
using Cli.Tests.Api;
using ImageClassifier.Cli;
using ImageClassifier.Cli.Diagnosis;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Mlflow;

namespace Cli.Tests.Diagnosis;

/// <summary>What a person reads of a tracking server, before anything is uploaded.</summary>
public sealed class TrackingCheckTests
{
    private static readonly StackSettings Elsewhere = new("/s", StackPorts.Default)
    {
        Tracking = new TrackingElsewhere(MlflowAddress.Parse("http://mlflow.example")!, new Dictionary<string, string>()),
        Experiment = "photos",
    };

    [Fact]
    public async Task A_server_that_refuses_the_password_is_a_service_error_with_what_to_do()
    {
        var error = await Assert.ThrowsAsync<CliException>(() => TrackingCheck.RequireAsync(
            Client(path => path == "/version" ? Text("3.17.2") : Text("no", HttpStatusCode.Unauthorized)),
            Elsewhere, CancellationToken.None));

        Assert.Equal(ExitCode.Service, error.ExitCode);
        Assert.Contains("http://mlflow.example", error.Message);
        Assert.Contains("MLFLOW_TRACKING_PASSWORD", error.Message);
        Assert.Contains("unset MLFLOW_TRACKING_URI", error.Message);
    }

    [Fact]
    public async Task A_server_that_can_be_used_is_named_with_its_kind_version_and_experiment()
    {
        MlflowServer server = await TrackingCheck.RequireAsync(Client(path => path switch
        {
            "/version" => Text("3.17.2"),
            "/" => Text("<title>MLflow</title>"),
            _ when path.StartsWith("/api/2.0/mlflow/experiments/get-by-name", StringComparison.Ordinal) =>
                StubHandler.Json("""{"experiment": {"experiment_id": "1", "artifact_location": "mlflow-artifacts:/1"}}"""),
            _ => StubHandler.Json("{}"),
        }), Elsewhere, CancellationToken.None);

        Finding finding = TrackingCheck.Finding(server, Elsewhere);
        Assert.True(finding.Ok);
        Assert.Equal("MLflow 3.17.2 at http://mlflow.example, experiment \"photos\"", finding.Found);
    }

    private static MlflowClient Client(Func<string, HttpResponseMessage> answer) =>
        new(new HttpClient(new StubHandler(request => answer(request.RequestUri!.PathAndQuery))),
            new Uri("http://anna:secret@mlflow.example"));

    private static HttpResponseMessage Text(string text, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(text) };
}
