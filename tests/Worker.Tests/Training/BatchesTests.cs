using ImageClassifier.Worker.Training.Input;

namespace Worker.Tests.Training;

public sealed class BatchesTests
{
    [Fact]
    public void EveryPhotoIsThereOncePerEpoch() =>
        Assert.Equal(Enumerable.Range(0, 50), Batches.Of(50, 16, seed: 1, epoch: 1).SelectMany(batch => batch).Order());

    [Fact]
    public void TheOrderFollowsFromSeedAndEpoch()
    {
        Assert.Equal(Flat(1, 1), Flat(1, 1));
        Assert.NotEqual(Flat(1, 1), Flat(1, 2));
        Assert.NotEqual(Flat(1, 1), Flat(2, 1));

        static int[] Flat(int seed, int epoch) => [.. Batches.Of(50, 16, seed, epoch).SelectMany(batch => batch)];
    }

    [Theory]
    [InlineData(33, 16, new[] { 16, 17 })]
    [InlineData(34, 16, new[] { 16, 16, 2 })]
    [InlineData(32, 16, new[] { 16, 16 })]
    [InlineData(1, 16, new[] { 1 })]
    [InlineData(3, 1, new[] { 1, 1, 1 })]
    public void ASinglePhotoLeftOverJoinsTheBatchBefore(int photos, int batchSize, int[] sizes) =>
        Assert.Equal(sizes, Batches.Of(photos, batchSize, seed: 1, epoch: 1).Select(batch => batch.Length));
}
