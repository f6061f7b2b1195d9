using ImageClassifier.Studies.Datasets;
using ImageClassifier.Contracts.Datasets;

namespace Studies.Tests.Datasets;

public class NaturalOrderTests
{
    [Fact]
    public void Numbers_count_by_their_value()
    {
        string[] ordered = ["", "-1", "2", "7", "07", "10", "10 a", "10 b", "100000000000000000000000000000", "A2", "A10", "a", "a1b2",
            "a1b10", "a2b1", "b", "é"];
        for (int seed = 0; seed < 20; seed++)
        {
            string[] mixed = [.. ordered];
            new Random(seed).Shuffle(mixed);
            Array.Sort(mixed, NaturalOrder.Comparer);
            Assert.Equal(["", "-1", "2", "07", "7", "10", "10 a", "10 b", "100000000000000000000000000000", "A2", "A10", "a", "a1b2",
                "a1b10", "a2b1", "b", "é"], mixed);
        }
    }

    [Fact]
    public void Different_names_are_never_equal()
    {
        string[] names = ["1", "01", "001", "1a", "01a", "a1", "a01", "A1"];
        foreach (string one in names)
            foreach (string other in names)
            {
                Assert.Equal(one == other, NaturalOrder.Comparer.Compare(one, other) == 0);
                Assert.Equal(NaturalOrder.Comparer.Compare(one, other), -NaturalOrder.Comparer.Compare(other, one));
            }
    }

    [Fact]
    public void A_manifest_has_its_classes_in_that_order()
    {
        IngestedPhoto[] photos = [.. Photos.Class("class 10", 5), .. Photos.Class("class 2", 5), .. Photos.Class("class 1", 5)];

        Manifest manifest = ManifestBuilder.Build(photos, 0.2, seed: 1);

        Assert.Equal(["class 1", "class 2", "class 10"], manifest.Classes);
        Assert.Equal(manifest.Classes, manifest.Counts.Select(count => count.Label));
        Assert.Equal(manifest.Classes, ManifestBuilder.Summarize(photos).Classes.Select(summary => summary.Label));
    }
}
