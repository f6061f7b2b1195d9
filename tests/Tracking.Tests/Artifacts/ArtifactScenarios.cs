using System.Text;
using ImageClassifier.Mlflow;
using Tracking.Tests.Support;

namespace Tracking.Tests.Artifacts;

/// <summary>What artifacts do wherever their bytes are kept.</summary>
internal static class ArtifactScenarios
{
    public static async Task RoundTripAsync(LocalServer server)
    {
        var run = await server.NewRunAsync();
        await UploadAsync(server, run, "experiment.json", "{}");
        await UploadAsync(server, run, "plots/curves é #1 100%.svg", "<svg/>");
        await UploadAsync(server, run, "experiment.json", """{"epochs": 3}""");

        Assert.Equal("""{"epochs": 3}""", await ReadAsync(server, run, "experiment.json"));
        Assert.Equal("<svg/>", await ReadAsync(server, run, "plots/curves é #1 100%.svg"));
        Assert.Equal(
            [new MlflowArtifact("experiment.json", false, 13), new MlflowArtifact("plots", true, null)],
            await server.Client.ListArtifactsAsync(run.RunId, null, CancellationToken.None));
        Assert.Equal(
            [new MlflowArtifact("plots/curves é #1 100%.svg", false, 6)],
            await server.Client.ListArtifactsAsync(run.RunId, "plots", CancellationToken.None));
        Assert.Empty(await server.Client.ListArtifactsAsync(run.RunId, "nothing", CancellationToken.None));
    }

    /// <summary>What a file system or a URL has other uses for is a name here, as in MLflow.</summary>
    public static async Task NamesAsync(LocalServer server)
    {
        string[] names =
        [
            "12:30:05.log", "a:b.txt", "loss: train/step:1.txt", "what? #1 & 100%.txt", "%41.txt", "a+b=c;d,e@f$.txt",
            "*<quoted \"name\">|'x'.txt", "[1] {2} (3)~!.txt", "ends with a dot.", " in spaces ", "Ünïcode ✓ 😀.txt",
        ];
        var run = await server.NewRunAsync();
        foreach (string name in names) await UploadAsync(server, run, name, name);

        foreach (string name in names) Assert.Equal(name, await ReadAsync(server, run, name));
        foreach (string name in names)
            Assert.Equal(name, await server.Http.GetStringAsync($"/get-artifact?run_id={run.RunId}&path={Uri.EscapeDataString(name)}"));
        var listed = await server.Client.ListArtifactsAsync(run.RunId, null, CancellationToken.None);
        Assert.Equal(names.Select(name => name.Split('/')[0]).Order(StringComparer.Ordinal), listed.Select(file => file.Path));
        Assert.Equal(
            [new MlflowArtifact("loss: train/step:1.txt", false, 22)],
            await server.Client.ListArtifactsAsync(run.RunId, "loss: train", CancellationToken.None));
    }

    public static async Task DeleteAsync(LocalServer server)
    {
        var run = await server.NewRunAsync();
        await UploadAsync(server, run, "a/b/c.txt", "1");
        await UploadAsync(server, run, "a/d.txt", "1");

        using var deleted =
            await server.Http.DeleteAsync($"/api/2.0/mlflow-artifacts/artifacts/{run.ExperimentId}/{run.RunId}/artifacts/a");

        Assert.True(deleted.IsSuccessStatusCode);
        Assert.Empty(await server.Client.ListArtifactsAsync(run.RunId, "a", CancellationToken.None));
        var gone =
            await Assert.ThrowsAsync<MlflowException>(() => server.Client.DownloadArtifactAsync(run, "a/d.txt", CancellationToken.None));
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", gone.ErrorCode);
    }

    public static async Task LargeAsync(LocalServer server)
    {
        var run = await server.NewRunAsync();
        var bytes = new byte[45_000_000]; // more than the web server's usual limit of 30 MB
        new Random(1).NextBytes(bytes);

        await server.Client.UploadArtifactAsync(run, "model.safetensors", new MemoryStream(bytes), CancellationToken.None);

        await using var content = await server.Client.DownloadArtifactAsync(run, "model.safetensors", CancellationToken.None);
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        Assert.True(copy.ToArray().AsSpan().SequenceEqual(bytes));
    }

    public static Task UploadAsync(LocalServer server, MlflowRun run, string path, string text) =>
        server.Client.UploadArtifactAsync(run, path, new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None);

    public static async Task<string> ReadAsync(LocalServer server, MlflowRun run, string path)
    {
        await using var content = await server.Client.DownloadArtifactAsync(run, path, CancellationToken.None);
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync();
    }
}
