using ImageClassifier.Worker.Runtime;

namespace Worker.Tests.Runtime;

public sealed class CounterRandomTests
{
    [Fact]
    public void NumbersStayTheSameFromReleaseToRelease()
    {
        // Checkpoints of an older release go on with the numbers of a newer one.
        Assert.Equal(3448507639737163372UL, CounterRandom.Bits(42, RandomPurpose.Order, epoch: 3, photo: 7));
        Assert.Equal(2244210346720327868L, CounterRandom.TorchSeed(42, RandomPurpose.Weights));
    }

    [Fact]
    public void EachArgumentMatters()
    {
        ulong[] all =
        [
            CounterRandom.Bits(1, RandomPurpose.Order, 1, 1), CounterRandom.Bits(2, RandomPurpose.Order, 1, 1),
            CounterRandom.Bits(1, RandomPurpose.Flip, 1, 1), CounterRandom.Bits(1, RandomPurpose.Order, 2, 1),
            CounterRandom.Bits(1, RandomPurpose.Order, 1, 2), CounterRandom.Bits(-1, RandomPurpose.Order, 1, 1),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void UnitNumbersAreEvenlySpread()
    {
        double[] units = [.. Enumerable.Range(0, 10_000).Select(photo => CounterRandom.Unit(7, RandomPurpose.Rotation, 1, photo))];

        Assert.All(units, unit => Assert.InRange(unit, 0, 0.9999999999999999));
        // Ten bins of 1,000 ± 5 standard deviations.
        Assert.All(units.GroupBy(unit => (int)(unit * 10)), bin => Assert.InRange(bin.Count(), 850, 1150));
    }
}
