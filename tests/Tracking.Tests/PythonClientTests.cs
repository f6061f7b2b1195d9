using System.Diagnostics;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;
using Shared.Results;
using Tracking.Tests.Support;

namespace Tracking.Tests;

/// <summary>MLflow's official Python client against the server, wherever Python can import it.</summary>
[Trait("Tier", "integration")]
public sealed class PythonClientTests(LocalServer server) : IClassFixture<LocalServer>
{
    private const string Python = "python3";

    [Fact]
    public async Task A_practitioner_logs_searches_registers_and_downloads_with_the_official_client()
    {
        (int known, string version, _) = await RunAsync(["-c", "import mlflow; print(mlflow.__version__)"]);
        if (known != 0) Assert.Skip("NOT TESTED: python3 cannot import mlflow here; `pip install mlflow` makes this test run.");
        Uri address = server.Http.BaseAddress!;
        await LogChampionAsync(server.Client);

        (int code, string output, string errors) = await RunAsync(
            [Path.Combine(AppContext.BaseDirectory, "Clients", "mlflow_client.py"), address.GetLeftPart(UriPartial.Authority),
             "models:/image-classifier@champion"]);

        Assert.True(code == 0, $"MLflow {version.Trim()}: {output}{errors}");
        Assert.Equal(["nested_runs", "batches", "artifacts", "champion", "pipeline_champion"], output.Split('\n')[..5]);
    }

    /// <summary>As the pipeline does it.</summary>
    private static async Task LogChampionAsync(MlflowClient client)
    {
        string experiment = await client.GetOrCreateExperimentAsync("image-classifier", CancellationToken.None);
        MlflowRun run = await client.CreateRunAsync(
            experiment, "tuned", new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, CancellationToken.None);
        TrainingResult result = FakeResult.Of("job", new TrackingRun(experiment, run.RunId),
            [new EpochRecord(1, 1, 1, 0, 1, 1e-3, 1, DateTimeOffset.UnixEpoch)], correct: 2, total: 2);
        MlflowLoggedModel model =
            await new ModelLogger(client).LogAsync(run, result, [1, 2, 3], "{}"u8.ToArray(), null, CancellationToken.None);
        await client.EnsureRegisteredModelAsync("image-classifier", CancellationToken.None);
        MlflowModelVersion version = await client.CreateModelVersionAsync(
            "image-classifier", model, run.RunId, new Dictionary<string, string>(), CancellationToken.None);
        await client.SetModelAliasAsync("image-classifier", "champion", version.Version, CancellationToken.None);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Settings of the person's own server, and a proxy, are not meant for this one.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MLFLOW_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "127.0.0.1,localhost";
        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Wait.Limit);
            return (process.ExitCode, await output, await errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, "", $"{Python} is not installed");
        }
    }
}
