using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using Tracking.Tests.Support;

namespace Tracking.Tests;

[Trait("Tier", "integration")]
public sealed class CompressionTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Theory]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("gzip, deflate, br", "br")]
    public async Task A_large_answer_is_compressed_for_a_client_that_asks_for_it(string accepted, string encoding)
    {
        var run = await RunOfManyParametersAsync();
        string plain = await server.Http.GetStringAsync($"/api/2.0/mlflow/runs/get?run_id={run}");

        using var answer = await GetAsync($"/api/2.0/mlflow/runs/get?run_id={run}", accepted);

        Assert.Equal([encoding], answer.Content.Headers.ContentEncoding);
        await using var content = await answer.Content.ReadAsStreamAsync();
        await using Stream inflated = encoding == "br"
            ? new BrotliStream(content, CompressionMode.Decompress)
            : new GZipStream(content, CompressionMode.Decompress);
        using var reader = new StreamReader(inflated);
        Assert.Equal(plain, await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    [InlineData("gzip;q=0")]
    public async Task A_large_answer_goes_as_it_is_to_a_client_that_does_not_ask(string? accepted)
    {
        using var answer = await GetAsync($"/api/2.0/mlflow/runs/get?run_id={await RunOfManyParametersAsync()}", accepted);

        Assert.Empty(answer.Content.Headers.ContentEncoding);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(100, json.RootElement.GetProperty("run").GetProperty("data").GetProperty("params").GetArrayLength());
    }

    [Fact]
    public async Task Small_answers_and_artifacts_are_not_compressed()
    {
        var run = await server.NewRunAsync();
        using var content = new StringContent(new string('x', 10_000));
        using var put = await server.Http.PutAsync(
            $"/api/2.0/mlflow-artifacts/artifacts/{run.ExperimentId}/{run.RunId}/artifacts/a.json", content);

        using var small = await GetAsync("/api/2.0/mlflow/experiments/get?experiment_id=0", "gzip, br");
        using var artifact = await GetAsync($"/get-artifact?run_id={run.RunId}&path=a.json", "gzip, br");

        Assert.Empty(small.Content.Headers.ContentEncoding);
        Assert.Empty(artifact.Content.Headers.ContentEncoding);
        Assert.Equal(10_000, artifact.Content.Headers.ContentLength);
    }

    private async Task<string> RunOfManyParametersAsync()
    {
        string run = (await server.NewRunAsync()).RunId;
        var parameters = Enumerable.Range(0, 100).Select(i => new { key = $"parameter-{i}", value = $"value {i}, which is not short" });
        await server.PostAsync("runs/log-batch", new { run_id = run, @params = parameters });
        return run;
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accepted is not null)
        {
            foreach (string encoding in accepted.Split(", "))
                request.Headers.AcceptEncoding.Add(StringWithQualityHeaderValue.Parse(encoding));
        }
        return await server.Http.SendAsync(request);
    }
}
