using System.Text.Json;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Imaging;

namespace ImageClassifier.Functions.Ingestion;

/// <summary>Why an upload is moved aside.</summary>
/// <param name="Code">Stable, for programs: <c>unsupported-format</c>.</param>
/// <param name="Message">What was found and what to do, for a person.</param>
public sealed record UploadRejection(string Code, string Message)
{
    /// <summary>Longest name of a class, in characters.</summary>
    public const int MaxLabelLength = 100;

    /// <summary>What the photo's bytes are the reason for.</summary>
    public static UploadRejection Of(PhotoRejection rejection) =>
        new(JsonNamingPolicy.KebabCaseLower.ConvertName(rejection.Code.ToString()), rejection.Message);

    /// <summary>What the upload's path alone is the reason for; null when it names a class.</summary>
    public static UploadRejection? OfPath(string upload)
    {
        if (!StorageLayout.TryParseUpload(upload, out string label, out _))
            return new UploadRejection("no-folder", "The file lies in no folder; put it into a folder named after its class.");
        if (label.Length > MaxLabelLength)
            return new UploadRejection("bad-label",
                $"The folder's name has {label.Length} characters; a class may have {MaxLabelLength}. Shorten it and upload again.");
        if (label is "." or ".." || label.Any(char.IsControl) || string.IsNullOrWhiteSpace(label))
            return new UploadRejection("bad-label",
                $"The folder's name \"{Visible(label)}\" cannot name a class; use letters, digits and spaces, and upload again.");
        return null;
    }

    private static string Visible(string label) => string.Concat(label.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : $"{c}"));
}
