using System.Globalization;
using Azure;

namespace ImageClassifier.Contracts.Datasets;

/// <summary>
/// That an upload was accepted, and what became of it. Stored as metadata of <c>ingested/{upload}</c>, so that one listing of
/// that container tells all there is to know of 5,000 photos.
/// </summary>
/// <param name="Upload">Path in the uploads container: <c>daisy/IMG_1.jpg</c>.</param>
/// <param name="UploadETag">The version of the upload that was read; another one means that it has to be read again.</param>
/// <param name="Sha256">Digest of the normalized pixels, 64 lower-case hex digits.</param>
/// <param name="PerceptualHash">256-bit difference hash, 64 lower-case hex digits.</param>
/// <param name="Width">Of the normalized photo, in pixels.</param>
/// <param name="Height">Of the normalized photo, in pixels.</param>
public sealed record IngestedPhoto(string Upload, ETag UploadETag, string Sha256, string PerceptualHash, int Width, int Height)
{
    public string Label => Upload[..Upload.IndexOf('/')];

    /// <summary>Whether this is about that version of the upload. Storage quotes ETags in headers and not in listings.</summary>
    public bool IsOf(ETag version) => UploadETag.ToString("H") == version.ToString("H");

    public IDictionary<string, string> ToMetadata() => new Dictionary<string, string>
    {
        ["etag"] = UploadETag.ToString("H"),
        ["sha256"] = Sha256,
        ["dhash"] = PerceptualHash,
        ["width"] = Width.ToString(CultureInfo.InvariantCulture),
        ["height"] = Height.ToString(CultureInfo.InvariantCulture),
    };

    /// <returns>Null when the metadata is not of this kind.</returns>
    public static IngestedPhoto? FromMetadata(string upload, IDictionary<string, string> metadata) =>
        metadata.TryGetValue("etag", out string? etag) && metadata.TryGetValue("sha256", out string? sha256)
        && metadata.TryGetValue("dhash", out string? dhash)
        && int.TryParse(metadata.TryGetValue("width", out string? w) ? w : null, CultureInfo.InvariantCulture, out int width)
        && int.TryParse(metadata.TryGetValue("height", out string? h) ? h : null, CultureInfo.InvariantCulture, out int height)
            ? new IngestedPhoto(upload, new ETag(etag), sha256, dhash, width, height)
            : null;
}
