using System.Text.Json;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Vision;
using Worker.Tests.Support;

namespace Worker.Tests.Local;

/// <summary><c>worker train</c> as a person types it.</summary>
[Trait("Tier", "integration")]
public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainCommandTests()
    {
        for (int kind = 0; kind < 3; kind++)
        {
            Directory.CreateDirectory(_folder["photos", TinyJob.Classes[kind]]);
            for (int number = 0; number < 10; number++)
                File.WriteAllBytes(_folder["photos", TinyJob.Classes[kind], $"{number}.png"], DrawnPhoto.Png(kind, number));
        }
        WriteExperiment(epochs: 4);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AFolderOfPhotosBecomesAModelThatRecognizesThem()
    {
        File.WriteAllText(_folder["photos", "a", "notes.txt"], "no photo");
        WriteExperiment(epochs: 12);

        using ChildProcess worker = Train("--seed", "7");

        Assert.Equal(0, await worker.WaitForExitAsync());
        Assert.Contains("left out: a/notes.txt: ", worker.Said);
        Assert.Contains("epoch 12/12", worker.Said);
        var result = Read<TrainingResult>("result.json");
        Assert.Equal(12, result.Epochs.Count);
        Assert.Equal(9, result.ValTotal);
        Assert.True(result.BestValAccuracy > 0.6, $"accuracy {result.BestValAccuracy}");
        Assert.Equal(30, Read<Manifest>("manifest.json").Items.Count);
        using ImageClassifierModel model =
            ImageClassifierModel.Load(Read<ModelCard>("model.json"), File.ReadAllBytes(_folder["out", "model.safetensors"]));
        ManifestItem[] validation = [.. Read<Manifest>("manifest.json").Items.Where(item => item.Split == Split.Validation)];
        ValidationPredictions predictions = Read<ValidationPredictions>("predictions.json");
        Assert.Equal(validation.Select(item => item.Upload), predictions.Photos.Select(photo => photo.Upload));
        Assert.Equal(result.ValTotal - result.ValCorrect, predictions.Mistakes().Count());
        Assert.Contains($"the report is {_folder["out", "report.html"]}", worker.Said);
        Assert.Contains("tiny reaches", File.ReadAllText(_folder["out", "report.html"]));
        // Serving gives the answers that training measured.
        Assert.Equal(result.ValCorrect,
            validation.Count(item => model.Predict(File.ReadAllBytes(_folder["photos", item.Upload]))[0].Label == item.Label));
    }

    [Fact]
    public async Task AnInterruptedTrainingGoesOnWhereItWasToTheSameEnd()
    {
        WriteExperiment(epochs: 120);
        using (ChildProcess whole = Train()) Assert.Equal(0, await whole.WaitForExitAsync());
        string expected = ResultNumbers.Of(Read<TrainingResult>("result.json"));
        Directory.Delete(_folder["out"], recursive: true);

        using (ChildProcess interrupted = Train())
        {
            await interrupted.WaitForLineAsync(line => line.StartsWith("epoch ", StringComparison.Ordinal)
                && !line.StartsWith("epoch   1/", StringComparison.Ordinal));
            interrupted.Signal("INT");
            Assert.Equal(3, await interrupted.WaitForExitAsync());
        }
        Assert.False(File.Exists(_folder["out", "result.json"]));
        using ChildProcess next = Train();

        Assert.Equal(0, await next.WaitForExitAsync());
        Assert.Contains("resuming after epoch ", next.Said);
        Assert.Equal(expected, ResultNumbers.Of(Read<TrainingResult>("result.json")));
    }

    [Theory]
    [InlineData(null, "GLIBC_TUNABLES=glibc.malloc.arena_max=1")]
    [InlineData("glibc.malloc.check=0", "GLIBC_TUNABLES=glibc.malloc.check=0")]
    public async Task TheAllocatorKeepsMemoryUnlessThePersonChoseOtherwise(string? chosen, string expected)
    {
        WriteExperiment(epochs: 1000);

        using ChildProcess worker = Start(new() { ["GLIBC_TUNABLES"] = chosen }, TrainArguments());

        await worker.WaitForLineAsync(line => line.StartsWith("epoch ", StringComparison.Ordinal));
        Assert.Contains(File.ReadAllText($"/proc/{worker.Id}/environ").Split('\0'), variable =>
            variable.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PhotosOfOneClassCannotBeTrainedOn()
    {
        Directory.Delete(_folder["photos", "b"], recursive: true);
        Directory.Delete(_folder["photos", "c"], recursive: true);

        using ChildProcess worker = Train();

        Assert.Equal(1, await worker.WaitForExitAsync());
        Assert.Contains("one class only (a)", worker.Said);
    }

    [Fact]
    public async Task WrongUsageIsExitCodeTwoWithTheReason()
    {
        using ChildProcess fraction = Train("--validation-fraction", "1.5"),
            nowhere = Start("train", "--data", "/nowhere", "--experiment", "x"),
            misspelt = Start("train", "--dta", "x"), unset = Start("run", "--job", "x"),
                device = Start("train", "--data", _folder["photos"], "--experiment", _folder["tiny.json"], "--device", "tpu");

        foreach ((ChildProcess process, string expected) in new[]
        {
            (fraction, "--validation-fraction"), (nowhere, "/nowhere"), (misspelt, "--dta"), (unset, "AzureWebJobsStorage is not set"),
                (device, "tpu"),
        })
        {
            Assert.Equal(2, await process.WaitForExitAsync());
            Assert.Contains(expected, process.Said);
        }
    }

    [Fact]
    public async Task HelpSaysWhatTheExitCodesMean()
    {
        using ChildProcess help = Start("--help");

        Assert.Equal(0, await help.WaitForExitAsync());
        Assert.Contains("3 stopped with a checkpoint", help.Said.ReplaceLineEndings(" "));
    }

    private ChildProcess Train(params string[] more) => Start([.. TrainArguments(), .. more]);

    private string[] TrainArguments() =>
    [
        "train", "--data", _folder["photos"], "--experiment", _folder["tiny.json"], "--out", _folder["out"],
        "--validation-fraction", "0.3", "--device", "cpu", "--threads", "1",
    ];

    private static ChildProcess Start(params string[] arguments) => Start([], arguments);

    private static ChildProcess Start(Dictionary<string, string?> environment, string[] arguments) =>
        ChildProcess.Start("worker.dll",
            new Dictionary<string, string?>(environment) { ["AzureWebJobsStorage"] = null, ["MLFLOW_TRACKING_URI"] = null }, arguments);

    private void WriteExperiment(int epochs) =>
        File.WriteAllText(_folder["tiny.json"], JsonSerializer.Serialize(TinyJob.Experiment with { Epochs = epochs }, CoreJson.Options));

    private T Read<T>(string file) => JsonSerializer.Deserialize<T>(File.ReadAllBytes(_folder["out", file]), CoreJson.Options)!;
}
