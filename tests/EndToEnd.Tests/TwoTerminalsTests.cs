using EndToEnd.Tests.Support;
using ImageClassifier.Contracts.Jobs;

namespace EndToEnd.Tests;

/// <summary>Several imgc on one state folder, in an environment that was made for other programs.</summary>
public sealed class TwoTerminalsTests : IAsyncLifetime
{
    // Nothing listens there: whoever obeys one of them gets nowhere.
    private const string Nowhere = "http://127.0.0.1:9";

    private readonly Imgc _imgc = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("imgc-e2e-two-").FullName;

    private string Photos => Path.Combine(_folder, "photos");

    public ValueTask InitializeAsync()
    {
        TestPhotos.Write(Photos, perClass: 8);
        string[] foreign =
        [
            "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "ASPNETCORE_URLS", "URLS", "Kestrel__Endpoints__Http__Url",
            "MLFLOW_TRACKING_TOKEN",
        ];
        foreach (string name in foreign)
            _imgc.Environment[name] = Nowhere;
        _imgc.Environment["AzureWebJobsStorage"] = "another account";
        _imgc.Environment["FUNCTIONS_WORKER_RUNTIME"] = "node";
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _imgc.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Two_trainings_take_turns_and_keep_the_services_that_a_killed_imgc_started()
    {
        string slow = Experiments("slow", epochs: 8, width: 24, size: 96), quick = Experiments("quick", epochs: 2, width: 4, size: 32);
        using ImgcProcess up = await _imgc.UpAsync();
        using ImgcProcess first = _imgc.Start("train", Photos, "--experiments", slow, "--json");
        await Wait.UntilAsync("the first one trains", () => _imgc.Workers().Count > 0
            || (first.HasExited ? throw new InvalidOperationException(first.Error) : false));
        Signal.Send("KILL", up.Pid);
        using ImgcProcess second = _imgc.Start("train", Photos, "--experiments", quick, "--json");

        ImgcResult one = (await first.EndAsync()).Expect(0), two = (await second.EndAsync()).Expect(0);
        Assert.Equal(JobState.Finished, Assert.Single(one.Json<TrainAnswer>().Runs).State);
        Assert.Equal("quick", Assert.Single(two.Json<TrainAnswer>().Runs).Experiment);
        Assert.Contains($"uses the services that imgc (pid {up.Pid}) runs", one.Error);
        Assert.Contains($"uses the services that imgc (pid {first.Pid}) also uses", two.Error);
        Assert.Contains("another imgc trains in this state folder; this one waits until it is done", two.Error);
        Assert.DoesNotContain("interrupted", two.Error);
        Assert.Empty(_imgc.Processes());
    }

    private string Experiments(string name, int epochs, int width, int size)
    {
        string file = Path.Combine(_folder, $"{name}.json");
        File.WriteAllText(file,
            $$"""[ { "name": "{{name}}", "model": { "width": {{width}} }, "data": { "imageSize": {{size}} }, "epochs": {{epochs}}, "batchSize": 8 } ]""");
        return file;
    }
}
