using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Training.Input;

/// <summary>Which photos go together in which step.</summary>
internal static class Batches
{
    /// <summary>The photos 0 … <paramref name="count"/> - 1 in this epoch's order, cut into batches.</summary>
    /// <remarks>
    /// A single photo that would be left over joins the batch before it: batch norm says little about one photo, and leaving it out
    /// would train on fewer photos than the manifest says.
    /// </remarks>
    public static IReadOnlyList<int[]> Of(int count, int batchSize, int seed, int epoch)
    {
        List<int[]> batches = [.. Order(count, seed, epoch).Chunk(batchSize)];
        if (batchSize > 1 && batches.Count > 1 && batches[^1].Length == 1)
        {
            batches[^2] = [.. batches[^2], .. batches[^1]];
            batches.RemoveAt(batches.Count - 1);
        }
        return batches;
    }

    private static IOrderedEnumerable<int> Order(int count, int seed, int epoch) =>
        Enumerable.Range(0, count).OrderBy(photo => CounterRandom.Bits(seed, RandomPurpose.Order, epoch, photo)).ThenBy(photo => photo);
}
