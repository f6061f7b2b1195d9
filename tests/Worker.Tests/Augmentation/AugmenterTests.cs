using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision;
using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using Worker.Tests.Support;
using static TorchSharp.torch;

namespace Worker.Tests.Augmentation;

public sealed class AugmenterTests
{
    private static readonly AugmentationOptions Everything = new()
    {
        HorizontalFlip = 0.5,
        VerticalFlip = 0.5,
        Rotation = 30,
        Shift = 0.2,
        Shear = 0.2,
        Zoom = 0.2,
        RandomResizedCrop = new RandomResizedCropOptions(),
        ColorJitter = new ColorJitterOptions { Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Hue = 0.1 },
        RandAugment = new RandAugmentOptions(),
        RandomErasing = new RandomErasingOptions(),
    };

    public static TheoryData<string, AugmentationOptions> Recipes => new()
    {
        { "everything", Everything },
        { "trivial augment: some photos move and some do not",
            new AugmentationOptions { TrivialAugmentWide = true, HorizontalFlip = 0.5 } },
    };

    [Fact]
    public async Task NothingAskedForGivesTheViews()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        using DisposeScope scope = NewDisposeScope();

        Assert.Equal(Normalized(photos.Training, [3, 1, 2]), Apply(new AugmentationOptions(), photos.Training, [3, 1, 2]));
        var still = new AugmentationOptions { HorizontalFlip = 1, ColorJitter = new ColorJitterOptions { Hue = 0.5 } };
        Assert.Single(PhotoSquares.Of(new DataOptions { Augmentation = still }));
    }

    [Fact]
    public async Task AFlipMirrorsTheViewsExactly()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        using DisposeScope scope = NewDisposeScope();
        using var preprocessing = new Preprocessing(PhotoNormalization.ImageNet.Mean, PhotoNormalization.ImageNet.Std, CPU);
        float[] expected = preprocessing.Normalize(photos.Training.View([5, 6]).flip(3)).contiguous().data<float>().ToArray();

        Assert.Equal(expected, Apply(new AugmentationOptions { HorizontalFlip = 1 }, photos.Training, [5, 6]));
    }

    [Fact]
    public async Task AboutHalfOfThePhotosAreFlippedAndOthersInTheNextEpoch()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync(training: 200, validation: 3);
        using DisposeScope scope = NewDisposeScope();
        var options = new AugmentationOptions { HorizontalFlip = 0.5 };
        int[] all = [.. Enumerable.Range(0, 200)];
        float[] upright = Normalized(photos.Training, all);

        bool[] first = Flipped(1), second = Flipped(2);

        Assert.InRange(first.Count(flipped => flipped), 70, 130);
        Assert.NotEqual(first, second);
        bool[] Flipped(int epoch) =>
            [.. Apply(options, photos.Training, all, epoch).Chunk(3 * 32 * 32).Zip(upright.Chunk(3 * 32 * 32))
                .Select(pair => !pair.First.SequenceEqual(pair.Second))];
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task APhotoIsChangedTheSameWayInWhicheverBatchItIs(string recipe, AugmentationOptions options)
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        using DisposeScope scope = NewDisposeScope();
        int[] all = [.. Enumerable.Range(0, 25)];

        float[][] together = [.. Apply(options, photos.Training, all).Chunk(3 * 32 * 32)];
        float[][] backwards = [.. Apply(options, photos.Training, [.. all.Reverse()]).Chunk(3 * 32 * 32).Reverse()];
        float[][] alone = [.. all.Select(photo => Apply(options, photos.Training, [photo]))];

        Assert.True(together.Zip(backwards).All(pair => pair.First.SequenceEqual(pair.Second)), recipe);
        Assert.True(together.Zip(alone).All(pair => pair.First.SequenceEqual(pair.Second)), recipe);
        Assert.Equal(25, together.Distinct(new Same()).Count());
        Assert.NotEqual(together[0], Apply(options, photos.Training, all, epoch: 2)[..(3 * 32 * 32)]);
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task TheNumberOfThreadsChangesNothing(string recipe, AugmentationOptions options)
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        using TorchThread one = new(threads: 1), three = new(threads: 3);
        int[] all = [.. Enumerable.Range(0, 25)];

        float[] alone = await one.Run(() => Apply(options, photos.Training, all)),
            shared = await three.Run(() => Apply(options, photos.Training, all));

        Assert.True(alone.AsSpan().SequenceEqual(shared), recipe);
    }

    [Fact]
    public async Task APhotoThatIsMovedNowhereLooksLikeItsView()
    {
        // The photos are square and their wholes are their views: a turn by nearly nothing must give the view.
        using PhotoSets photos = await TinyJob.PhotosAsync();
        using DisposeScope scope = NewDisposeScope();

        float[] still = Normalized(photos.Training, [0, 1]),
            turned = Apply(new AugmentationOptions { Rotation = 1e-5 }, photos.Training, [0, 1]);

        Assert.All(still.Zip(turned), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public async Task ErasedBoxesAreTheMeanColourAndAsLargeAsAskedFor()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync(training: 200, validation: 3);
        using DisposeScope scope = NewDisposeScope();
        int[] all = [.. Enumerable.Range(0, 200)];

        int[] zeros = [.. Apply(new AugmentationOptions { RandomErasing = new RandomErasingOptions() }, photos.Training, all)
            .Chunk(3 * 32 * 32).Select(photo => photo.Count(value => value == 0) / 3)];

        Assert.InRange(zeros.Count(count => count > 0), 70, 130);
        Assert.All(zeros.Where(count => count > 0), count => Assert.InRange(count / 1024.0, 0.01, 0.37));
    }

    [Fact]
    public async Task InputsAreChannelsLastAndNothingIsLeftBehind()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        using DisposeScope scope = NewDisposeScope();
        using var augmenter = new Augmenter(Data(Everything), PhotoNormalization.ImageNet, 1, CPU);
        int before = scope.DisposablesCount;

        Tensor input = augmenter.Apply(photos.Training, [0, 1, 2], 1);

        Assert.Equal([3 * 32 * 32, 1, 3 * 32, 3], input.stride());
        Assert.Equal(before + 1, scope.DisposablesCount);
    }

    private static float[] Normalized(PhotoSet photos, int[] batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using var preprocessing = new Preprocessing(PhotoNormalization.ImageNet.Mean, PhotoNormalization.ImageNet.Std, CPU);
        return preprocessing.Normalize(photos.View(batch)).data<float>().ToArray();
    }

    private static float[] Apply(AugmentationOptions options, PhotoSet photos, int[] batch, int epoch = 1)
    {
        using DisposeScope scope = NewDisposeScope();
        using var augmenter = new Augmenter(Data(options), PhotoNormalization.ImageNet, 7, CPU);
        return augmenter.Apply(photos, batch, epoch).contiguous().data<float>().ToArray();
    }

    private static DataOptions Data(AugmentationOptions options) => new() { ImageSize = 32, Augmentation = options };

    private sealed class Same : IEqualityComparer<float[]>
    {
        public bool Equals(float[]? x, float[]? y) => x!.SequenceEqual(y!);

        public int GetHashCode(float[] values) => values[100].GetHashCode();
    }
}
