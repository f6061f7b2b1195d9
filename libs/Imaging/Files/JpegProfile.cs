namespace ImageClassifier.Imaging.Files;

/// <summary>Joins a profile that a JPEG holds in parts of at most 64 KB: ICC.1:2010, annex B.4.</summary>
internal sealed class JpegProfile
{
    private const int Header = 14;

    private readonly SortedDictionary<byte, byte[]> _parts = [];
    private byte _count;

    /// <param name="content">Of an APP2 segment: <c>ICC_PROFILE</c>, number of the part from 1, number of parts, and the part.</param>
    internal void Add(ReadOnlySpan<byte> content)
    {
        if (content.Length < Header || !content.StartsWith("ICC_PROFILE\0"u8)) return;
        _count = content[13];
        _parts.TryAdd(content[12], content[Header..].ToArray());
    }

    /// <returns>Null where there is none, or not all of it.</returns>
    internal IccProfile? Read() =>
        _count > 0 && _parts.Count == _count && _parts.Keys.First() == 1 && _parts.Keys.Last() == _count
            ? IccProfile.Read(_parts.Values.SelectMany(part => part).ToArray())
            : null;
}
