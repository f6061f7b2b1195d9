using System.Text.Json;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Vision;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Local;
using ImageClassifier.Worker.Runtime;
using Worker.Tests.Support;

namespace Worker.Tests.Local;

/// <summary>The manifest says how photos become numbers; training follows it, the card carries it on, and serving follows the
/// card.</summary>
public sealed class NormalizationTests : IDisposable
{
    private static readonly PhotoNormalization Other = new() { Mean = [0.6f, 0.4f, 0.2f], Std = [0.5f, 0.1f, 0.3f] };

    private static readonly Experiment Experiment = TinyJob.Experiment with
    {
        Data = new DataOptions { ImageSize = 40, ResizeSize = 56 },
        Epochs = 3,
    };

    private readonly TemporaryFolder _folder = new();

    public NormalizationTests()
    {
        for (int kind = 0; kind < 3; kind++)
        {
            Directory.CreateDirectory(_folder["photos", TinyJob.Classes[kind]]);
            for (int number = 0; number < 10; number++)
                File.WriteAllBytes(_folder["photos", TinyJob.Classes[kind], $"{number}.png"], DrawnPhoto.Png(kind, number));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ServingAnswersWhatTrainingMeasuredWhateverTheNormalizationIs()
    {
        await TrainAsync();
        var card = Read<ModelCard>("model.json");
        PhotoPrediction[] measured = [.. Read<ValidationPredictions>("predictions.json").Photos];
        double[] expected = [.. measured.SelectMany(photo => Softmax.Of(photo.Logits, card.Temperature)).Select(value => (double)value)];

        Assert.Equal(Other.Mean, card.Mean);
        Assert.Equal(Other.Std, card.Std);
        double[] served = Serve(card, measured);
        Assert.All(expected.Zip(served), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        // With anything else in the card the answers would be others.
        Assert.Contains(expected.Zip(Serve(card with { Mean = PhotoNormalization.ImageNet.Mean }, measured)), pair =>
            Math.Abs(pair.First - pair.Second) > 1e-3);
        Experiment smaller = card.Experiment with { Data = card.Experiment.Data with { ResizeSize = 40 } };
        Assert.Contains(expected.Zip(Serve(card with { Experiment = smaller }, measured)), pair =>
            Math.Abs(pair.First - pair.Second) > 1e-3);
    }

    private async Task TrainAsync()
    {
        var output = new Output(TextWriter.Null, TextWriter.Null);
        LocalPhotos photos = await LocalPhotos.ReadAsync(
            new LocalFolders(_folder["photos"]), validationFraction: 0.3, folds: 1, seed: 42, output,
                TestContext.Current.CancellationToken);
        photos = photos with { Manifest = photos.Manifest with { Normalization = Other } };
        var cache = new PhotoCache(new PhotoCacheOptions(_folder["cache"], MaximumBytes: 1 << 30), output, TimeProvider.System);
        using var training = new LocalTraining(photos, TorchRuntime.Choose("cpu", threads: 1), cache, TimeProvider.System, output);
        var run = new PlannedRun(0, Experiment, 0, 42, TrainingJob.ComputeId(Experiment, training.ManifestDigest, fold: 0, 42));
        await training.TrainAsync(run, "tiny", _folder["out"], _ => null, TestContext.Current.CancellationToken);
    }

    /// <summary>Probabilities of all photos, in the order of the classes.</summary>
    private double[] Serve(ModelCard card, IEnumerable<PhotoPrediction> photos)
    {
        using ImageClassifierModel model = ImageClassifierModel.Load(card, File.ReadAllBytes(_folder["out", "model.safetensors"]));
        return
        [
            .. photos.Select(photo => model.Predict(File.ReadAllBytes(_folder["photos", photo.Upload]))
                .ToDictionary(answer => answer.Label, answer => answer.Probability))
                .SelectMany(answers => card.Classes.Select(label => answers[label])),
        ];
    }

    private T Read<T>(string name) => JsonSerializer.Deserialize<T>(File.ReadAllBytes(_folder["out", name]), CoreJson.Options)!;
}
