using ImageClassifier.Core.Experiments;
using ImageClassifier.Vision;
using ImageClassifier.Worker.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Worker.Tests.Training;

public sealed class AugmentationTests
{
    private static readonly int[] Photos = [0, 1, 2, 3];

    [Fact]
    public void NothingAskedForChangesNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor photos = Ramps();

        Assert.Same(photos, new Augmentation(new AugmentationOptions(), 1).Apply(photos, Photos, 1));
    }

    [Fact]
    public void AFlipMirrorsLeftAndRight()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor photos = Ramps();

        Tensor flipped = new Augmentation(new AugmentationOptions { HorizontalFlip = 1 }, 1).Apply(photos, Photos, 1);

        Assert.Equal(photos.flip(3).ToArray<float>(), flipped.ToArray<float>());
    }

    [Fact]
    public void AboutHalfOfThePhotosAreFlippedAndOthersInTheNextEpoch()
    {
        using DisposeScope scope = NewDisposeScope();
        int[] many = [.. Enumerable.Range(0, 200)];
        Tensor photos = Ramps(200);
        var augmentation = new Augmentation(new AugmentationOptions { HorizontalFlip = 0.5 }, 1);

        bool[] first = Flipped(augmentation.Apply(photos, many, 1)), second = Flipped(augmentation.Apply(photos, many, 2));

        Assert.InRange(first.Count(flipped => flipped), 70, 130);
        Assert.NotEqual(first, second);
        bool[] Flipped(Tensor result) => [.. result.narrow(1, 0, 1).narrow(2, 0, 1).narrow(3, 0, 1).ToArray<float>().Select(corner => corner > 1)];
    }

    [Fact]
    public void ARotationKeepsTheMiddleAndMovesTheRest()
    {
        using DisposeScope scope = NewDisposeScope();
        // A centred disc looks the same however it is turned.
        Tensor disc = zeros(4, 3, 9, 9);
        disc.narrow(2, 4, 1).narrow(3, 4, 1).fill_(1);
        Tensor ramps = Ramps(4, 9);
        var augmentation = new Augmentation(new AugmentationOptions { Rotation = 90 }, 3);

        float[] middle = augmentation.Apply(disc, Photos, 1).narrow(2, 4, 1).narrow(3, 4, 1).ToArray<float>();
        Tensor turned = augmentation.Apply(ramps, Photos, 1);

        Assert.All(middle, value => Assert.Equal(1, value, 1e-5));
        Assert.False(turned.Equals(ramps));
        // Mirrored at the border: nothing is darker or brighter than the photo was.
        Assert.InRange(turned.min().ToArray<float>()[0], -1e-5, 1);
        Assert.InRange(turned.max().ToArray<float>()[0], 7, 8.00001);
    }

    [Fact]
    public void APhotoIsChangedTheSameWayInWhicheverBatchItIs()
    {
        using DisposeScope scope = NewDisposeScope();
        var augmentation = new Augmentation(new AugmentationOptions { HorizontalFlip = 0.5, Rotation = 30 }, 5);
        Tensor photos = Ramps(4, 16);

        Tensor all = augmentation.Apply(photos, Photos, 2);
        Tensor third = augmentation.Apply(photos.narrow(0, 2, 1), [2], 2);

        Assert.Equal(all.narrow(0, 2, 1).ToArray<float>(), third.ToArray<float>());
    }

    /// <summary>[N, 3, size, size], brighter to the right.</summary>
    private static Tensor Ramps(int count = 4, int size = 4)
    {
        float[] values = [.. Enumerable.Range(0, count * 3 * size * size).Select(i => (float)(i % size))];
        return tensor(values).reshape(count, 3, size, size);
    }
}
