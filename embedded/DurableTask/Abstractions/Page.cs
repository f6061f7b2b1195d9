namespace Microsoft.DurableTask;

/// <summary>One page of a listing.</summary>
public sealed class Page<T>
    where T : notnull
{
    public Page(IReadOnlyList<T> values, string? continuationToken = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
        ContinuationToken = continuationToken;
    }

    public IReadOnlyList<T> Values { get; }

    /// <summary>Where the next page starts; null on the last page.</summary>
    public string? ContinuationToken { get; }
}
