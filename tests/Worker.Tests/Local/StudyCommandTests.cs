using System.Security.Cryptography;
using System.Text.Json;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using Worker.Tests.Support;

namespace Worker.Tests.Local;

/// <summary><c>worker train --study</c> as a person types it.</summary>
[Trait("Tier", "integration")]
public sealed class StudyCommandTests : IDisposable
{
    private const string Header =
        "study,experiment,fold,repeat,seed,val_accuracy,test_accuracy,train_accuracy,"
        + "best_epoch,epochs,seconds,params,auc,ece,started,trial,rung,job";

    private readonly TemporaryFolder _folder = new();

    public StudyCommandTests()
    {
        Draw("photos", 0, 8);
        Draw("test", 100, 3);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AStudyIsCrossValidatedAndEveryRunMeasuredOnTestPhotos()
    {
        using ChildProcess worker = Train(Study(epochs: 2), "--folds", "2", "--repeats", "2", "--test", _folder["test"]);

        Assert.Equal(0, await worker.WaitForExitAsync());
        string[] rows = File.ReadAllLines(_folder["runs.csv"]);
        Assert.Equal(9, rows.Length);
        Assert.Equal(Header, rows[0]);
        Assert.Equal(["s,a,0,0,42", "s,a,1,0,42", "s,a,0,1,43", "s,a,1,1,43", "s,b,0,0,42"], rows.Skip(1).Take(5)
            .Select(row => string.Join(',', row.Split(',').Take(5))));
        Assert.All(rows.Skip(1), row => Assert.Equal(Header.Split(',').Length, row.Split(',').Length));
        using JsonDocument outcome = Read("study.json");
        JsonElement best = outcome.RootElement.GetProperty("experiments")[0];
        Assert.Equal((4, 4), (best.GetProperty("runs").GetInt32(), best.GetProperty("planned").GetInt32()));
        Assert.Equal(best.GetProperty("experiment").GetString(), outcome.RootElement.GetProperty("champion").GetProperty("experiment")
            .GetString());
        Assert.True(File.Exists(_folder["out", "champion", "model.safetensors"]));
        Assert.Contains(" ± ", worker.Said);
        Assert.Contains("means over 2 folds", worker.Said);
    }

    [Fact]
    public async Task AKilledStudyGoesOnToTheSameEnd()
    {
        // In the middle of the second run.
        string said = await ExpectTheSameEndAsync(Study(epochs: 25), async killed =>
        {
            await killed.WaitForLineAsync(line => line.StartsWith("[2/2]", StringComparison.Ordinal));
            await killed.WaitForLineAsync(line => line.StartsWith("epoch ", StringComparison.Ordinal));
        });

        Assert.Contains("[1/2] a: finished before", said);
        Assert.Equal(3, File.ReadAllLines(_folder["runs.csv"]).Length);
    }

    [Fact]
    public async Task TwoProcessesTrainWhatOneTrainsAndEndWithTheOneThatStartedThem()
    {
        string study = Study(epochs: 25);
        using (ChildProcess one = Train(study, "--repeats", "2")) Assert.Equal(0, await one.WaitForExitAsync());
        SortedDictionary<string, string> expected = Results();
        Directory.Delete(_folder["out"], recursive: true);
        File.Delete(_folder["runs.csv"]);

        using (ChildProcess killed = Train(study, "--repeats", "2", "--jobs", "2"))
        {
            await killed.WaitForLineAsync(line => line.StartsWith("1| epoch ", StringComparison.Ordinal));
            await killed.WaitForLineAsync(line => line.StartsWith("2| epoch ", StringComparison.Ordinal));
            await killed.KillAsync();
        }
        using ChildProcess two = Train(study, "--repeats", "2", "--jobs", "2");

        Assert.Equal(0, await two.WaitForExitAsync());
        Assert.Equal(expected, Results());
        Assert.Equal(5, File.ReadAllLines(_folder["runs.csv"]).Length);
    }

    [Fact]
    public async Task AKilledSearchGoesOnToTheSameEnd()
    {
        // In the middle of a trial that resumes from the rung before.
        string said = await ExpectTheSameEndAsync(Search(epochs: 24, minEpochs: 2), async killed =>
        {
            await killed.WaitForLineAsync(line => line.Contains("resuming after epoch 2", StringComparison.Ordinal));
            await killed.WaitForLineAsync(line => line.StartsWith("epoch ", StringComparison.Ordinal));
        });

        Assert.Contains("finished before", said);
        Assert.Contains("winner of a search is optimistic", said);
    }

    [Fact]
    public async Task ASearchTrainsNoEpochTwiceAndSaysThatItsWinnerIsFlattered()
    {
        using ChildProcess worker = Train(Search(epochs: 4, minEpochs: 2));

        Assert.Equal(0, await worker.WaitForExitAsync());
        string[][] rows = [.. File.ReadAllLines(_folder["runs.csv"]).Skip(1).Select(row => row.Split(','))];
        Assert.Equal(["0", "0", "0", "0", "1", "1"], rows.Select(row => row[16]));
        Assert.Equal(["2", "2", "2", "2", "4", "4"], rows.Select(row => row[9]));
        Assert.Contains("resuming after epoch 2", worker.Said);
        Assert.Contains("winner of a search is optimistic", worker.Said);
    }

    [Fact]
    public async Task AStudentLearnsFromAnExperimentOfItsStudy()
    {
        string study = Write("""
            { "name": "s", "base": { "data": { "imageSize": 32 }, "model": { "width": 4 }, "epochs": 2, "batchSize": 8 },
              "experiments": [ { "name": "student", "regularization": { "distillation": { "teacher": "experiment:teacher" } } }, { "name": "teacher", "model": { "width": 8 } } ] }
            """);

        using ChildProcess worker = Train(study);

        Assert.Equal(0, await worker.WaitForExitAsync());
        string[] begun = [.. worker.Said.Split('\n').Where(line => line.StartsWith('[')).Select(line => line.Split(' ')[1].TrimEnd(':'))];
        Assert.Equal(["teacher", "student"], begun);
        Assert.Equal(2, Results().Count);
    }

    [Fact]
    public async Task PhotosForValidationCanBeGiven()
    {
        Directory.CreateDirectory(_folder["split"]);
        Directory.Move(_folder["photos"], _folder["split", "train"]);
        Directory.Move(_folder["test"], _folder["split", "val"]);

        using ChildProcess worker = Start("train", "--data", _folder["split"], "--split", "predefined", "--study", Study(epochs: 1),
            "--out", _folder["out"], "--device", "cpu", "--threads", "1"),
            both = Start("train", "--data", _folder["split"], "--split", "predefined", "--folds", "2", "--study", "x");

        Assert.Equal(0, await worker.WaitForExitAsync());
        Assert.Contains("a: 8 training photos, 3 validation photos", worker.Said);
        Assert.Equal(2, await both.WaitForExitAsync());
        Assert.Contains("--folds splits the photos itself", both.Said);
    }

    [Fact]
    public async Task AFolderThatIsSplitAlreadyIsUsedAsItIs()
    {
        Directory.CreateDirectory(_folder["split"]);
        Directory.Move(_folder["photos"], _folder["split", "Train"]);
        Directory.Move(_folder["test"], _folder["split", "valid"]);

        using ChildProcess worker = Start("train", "--data", _folder["split"], "--study", Study(epochs: 1), "--out", _folder["out"],
            "--device", "cpu", "--threads", "1");

        Assert.Equal(0, await worker.WaitForExitAsync());
        Assert.Contains("is split: 24 files to train on, 9 to validate with", worker.Said);
        Assert.Contains("a: 8 training photos, 3 validation photos", worker.Said);
    }

    /// <summary>Trains a study to its end; then again, killed where <paramref name="reach"/> returns, and again to its end.</summary>
    /// <returns>What the last training said.</returns>
    private async Task<string> ExpectTheSameEndAsync(string study, Func<ChildProcess, Task> reach)
    {
        using (ChildProcess whole = Train(study)) Assert.Equal(0, await whole.WaitForExitAsync());
        SortedDictionary<string, string> expected = Results();
        Directory.Delete(_folder["out"], recursive: true);
        File.Delete(_folder["runs.csv"]);

        using (ChildProcess killed = Train(study))
        {
            await reach(killed);
            await killed.KillAsync();
        }
        Assert.InRange(Results().Count, 1, expected.Count - 1);
        using ChildProcess next = Train(study);

        Assert.Equal(0, await next.WaitForExitAsync());
        Assert.Equal(expected, Results());
        return next.Said;
    }

    private string Search(int epochs, int minEpochs) => Write($$"""
        { "name": "s", "base": { "data": { "imageSize": 32 }, "model": { "width": 4 }, "epochs": {{epochs}}, "batchSize": 8 },
          "search": { "space": { "optimizer.learningRate": { "min": 0.001, "max": 0.02, "log": true } }, "strategy": "successive_halving", "trials": 4, "eta": 2, "minEpochs": {{minEpochs}} } }
        """);

    private string Study(int epochs) => Write(
        $$"""{ "name": "s", "base": { "data": { "imageSize": 32 }, "model": { "width": 8 }, "epochs": {{epochs}}, "batchSize": 8 }, "experiments": [ { "name": "a" }, { "name": "b", "model": { "dropout": 0.5 } } ] }""");

    private string Write(string json)
    {
        string file = _folder["study.json"];
        File.WriteAllText(file, json);
        return file;
    }

    private void Draw(string folder, int first, int count)
    {
        for (int kind = 0; kind < 3; kind++)
        {
            Directory.CreateDirectory(_folder[folder, TinyJob.Classes[kind]]);
            for (int number = first; number < first + count; number++)
                File.WriteAllBytes(_folder[folder, TinyJob.Classes[kind], $"{number}.png"], DrawnPhoto.Png(kind, number));
        }
    }

    /// <summary>Folder of each finished run to its numbers, without its times, and the digest of its weights.</summary>
    private SortedDictionary<string, string> Results() => new(
        Directory.EnumerateFiles(_folder["out", "runs"], "result.json", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetFileName(Path.GetDirectoryName(file))!,
            file => ResultNumbers.Of(JsonSerializer.Deserialize<TrainingResult>(File.ReadAllBytes(file), CoreJson.Options)!)
                + Convert.ToHexString(
                    SHA256.HashData(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(file)!, "model.safetensors"))))));

    private JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(_folder["out", file]));

    private ChildProcess Train(string study, params string[] more) => Start(
        ["train", "--data", _folder["photos"], "--study", study, "--out", _folder["out"], "--csv", _folder["runs.csv"], "--device", "cpu",
            "--threads", "1", .. more]);

    private static ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start("worker.dll",
            new Dictionary<string, string?> { ["AzureWebJobsStorage"] = null, ["MLFLOW_TRACKING_URI"] = null }, arguments);
}
