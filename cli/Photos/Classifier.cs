using ImageClassifier.Cli.Api;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Imaging.Folders;

namespace ImageClassifier.Cli.Photos;

/// <summary>What became of one photo: an answer, or the reason why there is none.</summary>
/// <param name="Photo">Path as the person gave it.</param>
internal sealed record ClassifiedPhoto(string Photo, Classification? Answer, string? Error);

/// <summary>Sends photos to <c>POST /api/classify</c>.</summary>
internal sealed class Classifier(FunctionsClient functions)
{
    /// <param name="path">Full path of the file.</param>
    /// <param name="shown">Path as the person gave it.</param>
    /// <param name="top">Most classes in the answer.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<ClassifiedPhoto> ClassifyAsync(string path, string shown, int top, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream content = LocalPhoto.Open(path);
            var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancellationToken);
            return new ClassifiedPhoto(shown, await functions.ClassifyAsync(bytes.ToArray(), top, cancellationToken), null);
        }
        catch (PhotoRefusedException e)
        {
            return new ClassifiedPhoto(shown, null, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ClassifiedPhoto(shown, null, $"cannot be read: {e.Message}");
        }
    }
}
