using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ImageClassifier.Contracts.Json;
using Worker.Tests.Support;

namespace Worker.Tests.Local;

[Trait("Tier", "integration")]
public sealed class LearningRateCommandTests
{
    [Fact]
    public async Task ARangeTestSuggestsARateAndDrawsTheLoss()
    {
        using var folder = new TemporaryFolder();
        for (int kind = 0; kind < 3; kind++)
        {
            Directory.CreateDirectory(folder["photos", TinyJob.Classes[kind]]);
            for (int number = 0; number < 5; number++)
                File.WriteAllBytes(folder["photos", TinyJob.Classes[kind], $"{number}.png"], DrawnPhoto.Png(kind, number));
        }
        File.WriteAllBytes(folder["experiment.json"], JsonSerializer.SerializeToUtf8Bytes(TinyJob.Experiment, CoreJson.Options));

        using ChildProcess worker =
            ChildProcess.Start("worker.dll", new Dictionary<string, string?> { ["IMAGECLASSIFIER_CACHE"] = folder["cache"] },
            "lr-find", "--data", folder["photos"], "--experiment", folder["experiment.json"], "--out", folder["rates.svg"], "--json",
                "--device", "cpu", "--threads", "1");

        Assert.Equal(0, await worker.WaitForExitAsync());
        JsonNode found = JsonNode.Parse(worker.Said[worker.Said.IndexOf('{')..])!;
        double steepest = found["steepest"]!.GetValue<double>();
        Assert.InRange(steepest, 1e-6, 1);
        Assert.InRange(found["points"]!.AsArray().Count, 20, 100);
        Assert.Equal("svg", XDocument.Load(folder["rates.svg"]).Root!.Name.LocalName);
    }
}
