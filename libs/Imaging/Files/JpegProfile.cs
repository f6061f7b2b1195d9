namespace ImageClassifier.Imaging.Files;

/// <summary>Joins a profile that a JPEG holds in parts of at most 64 KB: ICC.1:2010, annex B.4.</summary>
internal sealed class JpegProfile
{
    private const int Header = 14;

    private readonly SortedDictionary<byte, byte[]> parts = [];
    private byte count;

    /// <param name="content">Of an APP2 segment: <c>ICC_PROFILE</c>, number of the part from 1, number of parts, and the part.</param>
    internal void Add(ReadOnlySpan<byte> content)
    {
        if (content.Length < Header || !content.StartsWith("ICC_PROFILE\0"u8)) return;
        count = content[13];
        parts.TryAdd(content[12], content[Header..].ToArray());
    }

    /// <returns>Null where there is none, or not all of it.</returns>
    internal IccProfile? Read() =>
        count > 0 && parts.Count == count && parts.Keys.First() == 1 && parts.Keys.Last() == count
            ? IccProfile.Read(parts.Values.SelectMany(part => part).ToArray())
            : null;
}
