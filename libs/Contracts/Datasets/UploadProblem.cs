using Azure;

namespace ImageClassifier.Contracts.Datasets;

/// <summary>
/// Why an upload stays where it is although it was looked at: storage refuses what has to be done with it, and will do so until somebody
/// acts. Stored as metadata of <c>ingested/{upload}</c>, in the place of an <see cref="IngestedPhoto"/>, so that the listing of that
/// container tells it too.
/// </summary>
/// <param name="Upload">Path in the uploads container.</param>
/// <param name="UploadETag">The version of the upload that was looked at; another one has a turn of its own.</param>
/// <param name="Message">What stands in the way and what to do, for a person; the first <see cref="MaxMessage"/> characters of it.</param>
public sealed record UploadProblem(string Upload, ETag UploadETag, string Message)
{
    // Azure allows 8 KB of metadata, and a character takes up to 9 bytes of them.
    private const int MaxMessage = 800;

    /// <inheritdoc cref="IngestedPhoto.IsOf"/>
    public bool IsOf(ETag version) => UploadETag.ToString("H") == version.ToString("H");

    // Metadata travels in headers, which hold ASCII only.
    public IDictionary<string, string> ToMetadata() => new Dictionary<string, string>
    {
        ["etag"] = UploadETag.ToString("H"),
        ["problem"] = Uri.EscapeDataString(Message.Length <= MaxMessage ? Message : $"{Message[..MaxMessage]}…"),
    };

    /// <returns>Null when the metadata is not of this kind.</returns>
    public static UploadProblem? FromMetadata(string upload, IDictionary<string, string> metadata) =>
        metadata.TryGetValue("etag", out string? etag) && metadata.TryGetValue("problem", out string? problem)
            ? new UploadProblem(upload, new ETag(etag), Uri.UnescapeDataString(problem))
            : null;
}
