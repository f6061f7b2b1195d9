using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

/// <summary>Hundreds of photos of one class at once; and what the app says when it is asked to train on them.</summary>
public sealed class ManyPhotosTests(ITestOutputHelper output)
{
    private const int Photos = 300;
    private const long Gigabyte = 1L << 30;

    [Fact]
    public async Task All_are_processed_in_little_memory_and_one_class_is_refused_with_all_other_problems()
    {
        await using var imgc = new Imgc();
        string folder = Directory.CreateTempSubdirectory("imgc-e2e-many-").FullName;
        try
        {
            TestPhotos.Write(folder, Photos, classes: 1, side: 224);
            using ImgcProcess up = await imgc.UpAsync();
            JsonNode uploaded = (await imgc.RunAsync("upload", folder, "--json")).Expect(0).Json<JsonNode>();
            long peak = PeakMemory(imgc.ServicePid("functions host"));
            output.WriteLine($"peak of the host: {peak >> 20} MiB");

            Assert.Equal(Photos, (int)uploaded["classes"]![0]!["photos"]!);
            Assert.Empty(uploaded["rejected"]!.AsArray());
            Assert.InRange(peak, 1, Gigabyte);
            await AssertAllProblemsAsync(imgc);
            (await up.InterruptAsync()).Expect(0);
            Assert.Empty(imgc.Processes());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AssertAllProblemsAsync(Imgc imgc)
    {
        const string Request = """
            { "experiments": [ { "name": "bad", "epocs": 3, "optimizer": { "name": "adamm", "learningRate": -0.1 } } ] }
            """;
        using var http = new HttpClient();
        HttpResponseMessage response =
            await http.PostAsync($"{imgc.FunctionsUrl}/api/retrain", new StringContent(Request, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonArray errors = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errors"]!.AsArray();
        Assert.Equal(["$.dataset", "$.experiments[0].epocs", "$.experiments[0].optimizer.learningRate", "$.experiments[0].optimizer.name"],
            errors.Select(error => (string)error!["path"]!).Order(StringComparer.Ordinal));
    }

    private static long PeakMemory(int pid) =>
        1024 * long.Parse(File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
