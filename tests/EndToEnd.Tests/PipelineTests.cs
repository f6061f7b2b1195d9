using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using EndToEnd.Tests.Support;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace EndToEnd.Tests;

/// <summary>What <c>imgc train --json</c> prints.</summary>
public sealed record TrainAnswer(
    string RetrainId, string ManifestDigest, IReadOnlyList<LeaderboardEntry> Runs, Champion? Champion,
        IReadOnlyList<RejectedUpload> Rejected,
    IReadOnlyList<string> Warnings, string? CompareUrl, double Seconds);

/// <summary>Services that run, a folder of good and bad files, and one training on it: what the tests below look at.</summary>
public sealed class TrainedFolder : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imgc-e2e-photos-").FullName;
    private ImgcProcess? _up;

    public Imgc Imgc { get; } = new();

    public ImgcResult Trained { get; private set; } = null!;

    public TrainAnswer Answer => Trained.Json<TrainAnswer>();

    public string Photos => Path.Combine(_folder, "photos");

    /// <summary>Photos that were not trained on.</summary>
    public string Unseen => Path.Combine(_folder, "unseen");

    public HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync()
    {
        TestPhotos.Write(Photos, perClass: 10);
        TestPhotos.WriteHostile(Photos);
        TestPhotos.Write(Unseen, perClass: 5, firstSeed: 500);
        string experiments = Path.Combine(_folder, "experiments.json");
        await File.WriteAllTextAsync(experiments, TestExperiments.Quick);
        _up = await Imgc.UpAsync();
        Trained = (await Imgc.RunAsync("train", Photos, "--experiments", experiments, "--json")).Expect(0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_up is not null) await _up.InterruptAsync();
        _up?.Dispose();
        Http.Dispose();
        await Imgc.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class PipelineTests(TrainedFolder trained) : IClassFixture<TrainedFolder>
{
    private readonly Imgc _imgc = trained.Imgc;

    [Fact]
    public void The_last_line_of_standard_output_is_the_whole_outcome()
    {
        TrainAnswer answer = trained.Answer;
        Assert.NotEmpty(answer.RetrainId);
        Assert.Matches("^[0-9a-f]{64}$", answer.ManifestDigest);
        Assert.Equal(["small", "smaller"], answer.Runs.Select(run => run.Experiment).Order());
        Assert.All(answer.Runs, run => Assert.InRange(run.ValAccuracy!.Value, run.ValAccuracyLow!.Value, run.ValAccuracyHigh!.Value));
        Assert.Equal(answer.Runs[0].RunId, answer.Champion!.RunId);
        Assert.Single(trained.Trained.Output.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("zero-bytes.jpg")]
    [InlineData("truncated.jpg")]
    [InlineData("text.jpg")]
    [InlineData("drawing.png")]
    [InlineData("bomb.png")]
    [InlineData("scan.tif")]
    [InlineData("animated.gif")]
    public void A_file_that_is_no_usable_photo_is_moved_aside_with_a_reason(string name)
    {
        RejectedUpload reject = Assert.Single(trained.Answer.Rejected, reject => reject.Upload == $"blue/{name}");
        // What was found and what to do: a sentence, not a code.
        Assert.InRange(reject.Message.Split(' ').Length, 4, 60);
    }

    [Fact]
    public void Nothing_else_is_rejected() => Assert.Equal(7, trained.Answer.Rejected.Count);

    [Fact]
    public async Task Odd_but_sound_photos_are_part_of_the_dataset()
    {
        string[] valid = ["print.jpg", "deep.png", "glass.png", "turned.jpg", "twin 1.jpg", "twin 2.jpg", .. TestPhotos.OddNames];
        Dictionary<string, IngestedPhoto> ingested = await IngestedAsync();
        Assert.All(valid, name => Assert.Contains($"blue/{name}", ingested.Keys));
    }

    [Fact]
    public async Task Twins_are_told_and_a_photo_under_two_labels_is_left_out()
    {
        Assert.Contains(trained.Answer.Warnings, warning => warning.Contains("blue/twin 1.jpg, blue/twin 2.jpg"));
        Assert.Contains(trained.Answer.Warnings, warning => warning.Contains("blue/both.jpg, red/both.jpg")
            && warning.Contains("left out"));
        Manifest manifest = (await _imgc.Storage.Blob(StorageLayout.Manifests, StorageLayout.ManifestBlob(trained.Answer.ManifestDigest))
            .ReadAsync<Manifest>(CancellationToken.None))!;
        Assert.DoesNotContain(manifest.Items, item => item.Upload.EndsWith("/both.jpg", StringComparison.Ordinal));
        Assert.Single(manifest.Items, item => item.Upload.StartsWith("blue/twin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_turned_photo_is_stored_upright_and_without_metadata()
    {
        IngestedPhoto turned = (await IngestedAsync())["blue/turned.jpg"];
        BlobDownloadResult stored = await _imgc.Storage.Blob(StorageLayout.Dataset, StorageLayout.DatasetBlob("blue", turned.Sha256))
            .DownloadContentAsync();
        using Image<Rgb24> image = Image.Load<Rgb24>(stored.Content.ToArray());
        Assert.Equal((90, 60), (image.Width, image.Height));
        Assert.InRange(image[10, 30].R, 200, 255);
        Assert.InRange(image[80, 30].R, 0, 55);
        Assert.Null(image.Metadata.ExifProfile);
    }

    [Fact]
    public async Task Imgc_and_http_give_the_same_answer()
    {
        string photo = Path.Combine(trained.Unseen, "green", "0500.jpg");
        ImgcResult result = (await _imgc.RunAsync("classify", photo, "--json")).Expect(0);
        JsonNode mine = result.Json<JsonNode>()["photos"]![0]!["answer"]!;
        HttpResponseMessage response =
            await trained.Http.PostAsync($"{_imgc.FunctionsUrl}/api/classify", new ByteArrayContent(await File.ReadAllBytesAsync(photo)));
        Assert.True(JsonNode.DeepEquals(mine, JsonNode.Parse(await response.Content.ReadAsStringAsync())));
        Classification answer = (await response.Content.ReadFromJsonAsync<Classification>(CoreJson.Options))!;
        Assert.Equal(1, answer.Predictions.Sum(prediction => prediction.Probability), 5);
        Assert.Equal(trained.Answer.Champion!.ModelVersion, answer.Model.Version);
    }

    [Fact]
    public async Task A_file_that_is_no_photo_cannot_be_classified_and_says_why()
    {
        ImgcResult result = (await _imgc.RunAsync("classify", Path.Combine(trained.Photos, "blue", "text.jpg"))).Expect(1);
        Assert.Contains("text.jpg: ", result.Output);
    }

    [Fact]
    public async Task Evaluation_counts_every_photo()
    {
        ImgcResult result = (await _imgc.RunAsync("evaluate", trained.Unseen, "--json")).Expect(0);
        JsonNode report = result.Json<JsonNode>();
        Assert.Equal(15, (int)report["photos"]!);
        Assert.Equal((int)report["correct"]! / 15.0, (double)report["accuracy"]!, 9);
        Assert.Equal(15, report["confusionMatrix"]!.AsArray().Sum(row => row!.AsArray().Sum(count => (int)count!)));
        // Plain colours: a model that has learned anything tells them apart better than chance.
        Assert.InRange((double)report["accuracy"]!, 0.5, 1);
        Assert.Contains("precision", result.Error);
    }

    [Fact]
    public async Task Evaluation_tells_the_photos_that_the_champion_was_trained_on_and_measures_the_others_apart()
    {
        JsonNode unseen = (await _imgc.RunAsync("evaluate", trained.Unseen, "--json")).Expect(0).Json<JsonNode>()["overlap"]!;
        Assert.Equal(0, (int)unseen["seen"]!);

        // Red has ten photos of its own and one that lies under two labels and was left out of the training.
        string folder = Path.Combine(trained.Unseen, "..", "mixed");
        foreach ((string from, string name) in (ValueTuple<string, string>[])[(trained.Photos, "red"), (trained.Unseen, "blue")])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            foreach (string file in Directory.GetFiles(Path.Combine(from, name)))
                File.Copy(file, Path.Combine(folder, name, Path.GetFileName(file)));
        }
        ImgcResult result = (await _imgc.RunAsync("evaluate", folder, "--json")).Expect(0);
        JsonNode overlap = result.Json<JsonNode>()["overlap"]!;
        Assert.Equal(10, (int)overlap["training"]! + (int)overlap["validation"]!);
        Assert.Equal((8, 2), ((int)overlap["training"]!, (int)overlap["validation"]!));
        Assert.Equal(16 - (int)overlap["seen"]!, (int)overlap["unseen"]!["photos"]!);
        Assert.Contains("were used to train or to choose this model", result.Error);
    }

    [Fact]
    public async Task The_runs_and_the_finished_retrain_can_be_looked_up()
    {
        JsonArray runs = (await _imgc.RunAsync("runs", "--json")).Expect(0).Json<JsonNode>()["runs"]!.AsArray();
        Assert.Contains(runs, run => (bool)run!["champion"]! && (string?)run["retrainId"] == trained.Answer.RetrainId);
        Assert.Contains("Champion:", (await _imgc.RunAsync("status", trained.Answer.RetrainId)).Expect(0).Output);
    }

    [Fact]
    public async Task Lines_for_a_file_have_no_terminal_codes()
    {
        ImgcResult result = (await _imgc.RunAsync("runs")).Expect(0);
        Assert.DoesNotContain('\e', result.Output + result.Error);
    }

    private async Task<Dictionary<string, IngestedPhoto>> IngestedAsync()
    {
        var found = new Dictionary<string, IngestedPhoto>();
        await foreach (BlobItem blob in _imgc.Storage.Container(StorageLayout.Ingested)
            .GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }))
            if (IngestedPhoto.FromMetadata(blob.Name, blob.Metadata) is { } photo) found[blob.Name] = photo;
        return found;
    }
}
