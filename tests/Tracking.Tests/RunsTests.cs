using System.Net;
using ImageClassifier.Mlflow;
using Tracking.Tests.Support;

namespace Tracking.Tests;

[Trait("Tier", "integration")]
public sealed class RunsTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Fact]
    public async Task A_run_lives_from_start_to_end()
    {
        var start = new DateTimeOffset(2025, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);
        string experiment = await server.Client.GetOrCreateExperimentAsync("life", CancellationToken.None);
        var parent = await server.NewRunAsync("retrain", experimentId: experiment);

        var run = await server.Client.CreateRunAsync(
            experiment, "baseline", new Dictionary<string, string> { ["mlflow.parentRunId"] = parent.RunId }, start,
                CancellationToken.None);
        await server.Client.UpdateRunAsync(run.RunId, MlflowRunStatus.Finished, start.AddMinutes(1), CancellationToken.None);
        var ended = await server.Client.GetRunAsync(run.RunId, CancellationToken.None);

        Assert.Equal((MlflowRunStatus.Running, null), (run.Status, run.EndTime));
        Assert.Equal((MlflowRunStatus.Finished, start, start.AddMinutes(1)), (ended.Status, ended.StartTime, ended.EndTime));
        Assert.Equal($"mlflow-artifacts:/{experiment}/{run.RunId}/artifacts", ended.ArtifactUri);
        Assert.Equal(parent.RunId, ended.Tags["mlflow.parentRunId"]);
        Assert.Equal(("baseline", "baseline"), (ended.Name, ended.Tags["mlflow.runName"]));
    }

    [Fact]
    public async Task A_list_says_of_each_run_what_the_run_itself_says()
    {
        var runs = new List<MlflowRun> { await server.NewRunAsync("bare") };
        string experiment = runs[0].ExperimentId;
        foreach (string name in new[] { "parameters", "metrics", "both", "none", "dataset" })
            runs.Add(await server.NewRunAsync(name, experimentId: experiment));
        var parameters = new[]
        {
            new { key = "z", value = "1" },
            new { key = "a", value = "ä \"quoted\" \\ \n" },
            new { key = "e", value = "" },
        };
        var metrics = new object[]
        {
            new { key = "loss", value = 0.1 + 0.2, timestamp = 1, step = 3 },
            new { key = "nothing", value = "NaN", timestamp = 2, step = 0 },
        };
        await server.PostAsync("runs/log-batch", new { run_id = runs[1].RunId, @params = parameters });
        await server.PostAsync("runs/log-batch", new { run_id = runs[2].RunId, metrics });
        await server.PostAsync("runs/log-batch", new { run_id = runs[3].RunId, @params = parameters, metrics });
        await server.PostAsync("runs/delete-tag", new { run_id = runs[4].RunId, key = "mlflow.runName" });
        var dataset = new { name = "photos", digest = "d1", source_type = "local", source = "{}" };
        await server.PostAsync("runs/log-inputs", new { run_id = runs[5].RunId, datasets = new[] { new { dataset } } });

        var listed = (await server.PostAsync("runs/search", new { experiment_ids = new[] { experiment } })).GetProperty("runs");

        var said = listed.EnumerateArray().ToDictionary(
            run => run.GetProperty("info").GetProperty("run_id").GetString()!, run => run.GetRawText());
        Assert.Equal(6, said.Count);
        foreach (var run in runs)
            Assert.Equal((await server.GetAsync($"runs/get?run_id={run.RunId}")).GetProperty("run").GetRawText(), said[run.RunId]);
        Assert.Contains(
            """[{"key":"z","value":"1"},{"key":"a","value":"ä \"quoted\" \\ \n"},{"key":"e","value":""}]""", said[runs[3].RunId]);
        Assert.Contains(
            """
            [{"key":"loss","value":0.30000000000000004,"timestamp":1,"step":3},{"key":"nothing","value":"NaN","timestamp":2,"step":0}]
            """, said[runs[3].RunId]);
        Assert.Contains("""{"data":{},"inputs":{},"outputs":{}}"""[1..], said[runs[4].RunId]);
        Assert.Contains("\"digest\":\"d1\"", said[runs[5].RunId]);
    }

    [Fact]
    public async Task A_run_without_a_name_gets_one()
    {
        var run = (await server.PostAsync("runs/create", new { experiment_id = "0", start_time = 1 })).GetProperty("run")
            .GetProperty("info");

        Assert.Matches(@"\A[a-z]+-[a-z]+-\d+\z", run.GetProperty("run_name").GetString()!);
        Assert.Equal(run.GetProperty("run_id").GetString(), run.GetProperty("run_uuid").GetString());
    }

    [Fact]
    public async Task Two_names_that_differ_are_refused()
    {
        var refused = await server.RefusedAsync(
            "runs/create", new { experiment_id = "0", run_name = "a", tags = new[] { new { key = "mlflow.runName", value = "b" } } });

        Assert.Contains("mlflow.runName", refused.Message);
    }

    [Fact]
    public async Task The_name_and_its_tag_follow_each_other()
    {
        var run = await server.NewRunAsync("first");

        await server.PostAsync("runs/update", new { run_id = run.RunId, run_name = "second" });
        Assert.Equal("second", (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).Tags["mlflow.runName"]);

        await server.Client.SetTagAsync(run.RunId, "mlflow.runName", "third", CancellationToken.None);
        Assert.Equal("third", (await server.GetAsync($"runs/get?run_id={run.RunId}")).GetProperty("run").GetProperty("info")
            .GetProperty("run_name").GetString());
    }

    [Fact]
    public async Task Tags_are_replaced_and_deleted()
    {
        var run = await server.NewRunAsync();
        await server.Client.SetTagAsync(run.RunId, "k", "1", CancellationToken.None);
        await server.Client.SetTagAsync(run.RunId, "k", "2", CancellationToken.None);
        Assert.Equal("2", (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).Tags["k"]);

        await server.PostAsync("runs/delete-tag", new { run_id = run.RunId, key = "k" });

        Assert.DoesNotContain("k", (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).Tags.Keys);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST",
            (await server.RefusedAsync("runs/delete-tag", new { run_id = run.RunId, key = "k" }, HttpStatusCode.NotFound)).Code);
    }

    [Fact]
    public async Task A_deleted_run_takes_no_more_and_comes_back_whole()
    {
        var run = await server.NewRunAsync();
        await server.PostAsync("runs/delete", new { run_id = run.RunId });

        Assert.Contains("'active' state",
            (await server.RefusedAsync("runs/set-tag", new { run_id = run.RunId, key = "k", value = "v" })).Message);
        Assert.Empty(await server.Client.SearchRunsAsync([run.ExperimentId], "", [], 10, CancellationToken.None));

        await server.PostAsync("runs/restore", new { run_id = run.RunId });
        Assert.Single(await server.Client.SearchRunsAsync([run.ExperimentId], "", [], 10, CancellationToken.None));
    }

    [Theory]
    [InlineData("runs/set-tag")]
    [InlineData("runs/update")]
    [InlineData("runs/log-metric")]
    [InlineData("runs/log-batch")]
    [InlineData("runs/delete")]
    public async Task A_run_that_does_not_exist_is_a_404_everywhere(string path)
    {
        var refused = await server.RefusedAsync(
            path, new { run_id = "nobody", key = "k", value = "1", timestamp = 1, status = "FINISHED" }, HttpStatusCode.NotFound);

        Assert.Equal(("RESOURCE_DOES_NOT_EXIST", "Run with id=nobody not found"), refused);
    }

    [Fact]
    public async Task A_run_in_no_experiment_is_refused()
    {
        var error = await Assert.ThrowsAsync<MlflowException>(
            () => server.Client.CreateRunAsync("4711", "n", new Dictionary<string, string>(), DateTimeOffset.UtcNow,
                CancellationToken.None));

        Assert.Equal(("RESOURCE_DOES_NOT_EXIST", 404), (error.ErrorCode, error.StatusCode));
        Assert.Contains(server.Http.BaseAddress!.Authority, error.Message);
    }

    [Fact]
    public async Task An_unknown_status_is_refused()
    {
        var run = await server.NewRunAsync();

        Assert.Contains("'DONE'", (await server.RefusedAsync("runs/update", new { run_id = run.RunId, status = "DONE" })).Message);
    }
}
