using System.Net;
using System.Net.Http.Json;
using Tracking.Tests.Support;

namespace Tracking.Tests;

/// <summary>Small things on which clients of MLflow rely.</summary>
[Trait("Tier", "integration")]
public sealed class ClientDetailsTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Theory]
    [InlineData(".")]
    [InlineData("./d")]
    [InlineData("d//e")]
    [InlineData("d/./e/")]
    public async Task A_folder_is_listed_in_any_spelling_that_stays_inside(string path)
    {
        var run = await server.NewRunAsync();
        string root = $"{run.ExperimentId}/{run.RunId}/artifacts";
        using var content = new StringContent("x");
        using var put = await server.Http.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/{root}/d/e/f.txt", content);

        var listed = await server.GetAsync($"artifacts/list?run_id={run.RunId}&path={Uri.EscapeDataString(path)}");
        var through = await server.SendAsync(
            HttpMethod.Get, $"/api/2.0/mlflow-artifacts/artifacts?path={root}/{Uri.EscapeDataString(path)}", null);

        string expected = path switch { "." => "d", "./d" => "d/e", _ => "d/e/f.txt" };
        Assert.Equal(expected, listed.GetProperty("files")[0].GetProperty("path").GetString());
        Assert.Equal(expected.Split('/')[^1], through.GetProperty("files")[0].GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("MLmodel", "text/plain; charset=utf-8")]
    [InlineData("conda.yaml", "text/plain; charset=utf-8")]
    [InlineData("code.py", "text/plain; charset=utf-8")]
    [InlineData("t.log", "text/plain; charset=utf-8")]
    [InlineData("d.json", "text/plain; charset=utf-8")]
    [InlineData("p.png", "image/png")]
    [InlineData("model.skops", "application/octet-stream")]
    public async Task A_download_has_the_content_type_that_mlflow_gives_it(string name, string type)
    {
        var run = await server.NewRunAsync();
        using var content = new StringContent("x");
        using var put = await server.Http.PutAsync(
            $"/api/2.0/mlflow-artifacts/artifacts/{run.ExperimentId}/{run.RunId}/artifacts/{name}", content);

        using var answer = await server.Http.GetAsync($"/get-artifact?run_id={run.RunId}&path={name}");

        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Tags_and_parameters_that_are_too_long_are_cut()
    {
        var run = await server.NewRunAsync();

        await server.PostAsync("runs/set-tag", new { run_id = run.RunId, key = "t", value = new string('x', 8001) });
        await server.PostAsync(
            "runs/log-parameter", new { run_id = run.RunId, key = "p", value = string.Concat(Enumerable.Repeat("😀", 6001)) });

        var data = (await server.GetAsync($"runs/get?run_id={run.RunId}")).GetProperty("run").GetProperty("data");
        Assert.Equal(8000, data.GetProperty("tags").EnumerateArray().Single(tag => tag.GetProperty("key").GetString() == "t")
            .GetProperty("value").GetString()!.Length);
        Assert.Equal(12_000, data.GetProperty("params")[0].GetProperty("value").GetString()!.Length);
    }

    [Fact]
    public async Task The_fields_of_a_get_may_be_sent_as_json()
    {
        var run = await server.NewRunAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, "/api/2.0/mlflow/runs/get")
        { Content = JsonContent.Create(new { run_id = run.RunId }) };

        using var answer = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(run.RunId, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_page_token_of_another_question_is_refused()
    {
        var run = await server.NewRunAsync();
        await server.NewRunAsync(experimentId: run.ExperimentId);
        string[] ids = [run.ExperimentId];
        string token = (await server.PostAsync("runs/search", new { experiment_ids = ids, max_results = 1 }))
            .GetProperty("next_page_token").GetString()!;

        Assert.Equal(1, (await server.PostAsync("runs/search", new { experiment_ids = ids, page_token = token })).GetProperty("runs")
            .GetArrayLength());
        Assert.Contains("another question", (await server.RefusedAsync(
            "runs/search", new { experiment_ids = ids, filter = "status = 'RUNNING'", page_token = token })).Message);
    }

    [Fact]
    public async Task Quotes_are_sent_as_they_are()
    {
        using var answer = await server.Http.GetAsync("/api/2.0/mlflow/experiments/get-by-name?experiment_name=it's");

        Assert.Equal(
            """{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"Could not find experiment with name 'it's'","sqlstate":"KAM00","error_class":"RESOURCE_NOT_FOUND"}""",
            await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("experiments/get?experiment_id=abc")]
    [InlineData("experiments/get?experiment_id=-1")]
    public async Task An_experiment_id_that_is_no_number_is_a_bad_request(string path) =>
        await server.GetAsync(path, HttpStatusCode.BadRequest);
}
