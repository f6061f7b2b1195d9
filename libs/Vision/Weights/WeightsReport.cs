namespace ImageClassifier.Vision.Weights;

/// <summary>An array that a network did not take, and why.</summary>
public sealed record SkippedWeight(string Name, string Reason);

/// <summary>What became of a file's arrays and of a network's.</summary>
/// <param name="Source">Where the weights are from.</param>
/// <param name="Sha256">Of their file.</param>
/// <param name="Loaded">Names in the network that have the file's values now.</param>
/// <param name="Skipped">Arrays of the file that were not taken.</param>
/// <param name="Missing">Names in the network that stay as they were.</param>
/// <param name="Notes">What was done to values before they were taken.</param>
public sealed record WeightsReport(
    string Source, string Sha256, IReadOnlyList<string> Loaded, IReadOnlyList<SkippedWeight> Skipped, IReadOnlyList<string> Missing,
    IReadOnlyList<string> Notes)
{
    private const string Counter = ".num_batches_tracked";

    /// <summary>The report in a few lines for a person; every name is there but those of batch norms' counters, which are
    /// counted.</summary>
    public IReadOnlyList<string> ToLines()
    {
        string[] fresh = [.. Missing.Where(name => !name.EndsWith(Counter, StringComparison.Ordinal))];
        int counters = Missing.Count - fresh.Length;
        IEnumerable<string> left = counters > 0 ? [.. fresh, $"{counters} counters of batches"] : fresh;
        return
        [
            $"weights: {Loaded.Count} of {Loaded.Count + Missing.Count} arrays from {Source}"
                + (Missing.Count > 0 ? $"; fresh: {string.Join(", ", left)}" : ""),
            .. Skipped.GroupBy(skipped => skipped.Reason)
                .Select(group => $"weights: not taken, {group.Key}: {string.Join(", ", group.Select(skipped => skipped.Name))}"),
            .. Notes.Select(note => $"weights: {note}"),
        ];
    }
}
