namespace ImageClassifier.Contracts.Datasets;

/// <summary>An upload that is neither in the data set nor moved aside.</summary>
/// <param name="Name">Path in the uploads container.</param>
/// <param name="Why">Why it cannot be processed and what to do, for a person; null where it only waits for its turn.</param>
/// <param name="Since">When it was uploaded.</param>
public sealed record PendingUpload(string Name, string? Why, DateTimeOffset Since)
{
    private const int Shown = 3;

    /// <summary>The first few with what is known of them: <c>daisy/a.jpg (is leased: …), daisy/b.jpg and 7 more</c>.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many there are.</param>
    public static string Names(IEnumerable<PendingUpload> first, int count)
    {
        string[] shown = [.. first.Take(Shown).Select(upload => upload.Why is null ? upload.Name : $"{upload.Name} ({upload.Why})")];
        return string.Join(", ", shown) + (count > shown.Length ? $" and {count - shown.Length} more" : "");
    }
}
