using ImageClassifier.Imaging;

namespace ImageClassifier.Vision;

/// <summary>The bytes are not a photo that can be classified; the message says what to send instead.</summary>
public sealed class PhotoRejectedException(PhotoRejection rejection) : Exception(rejection.Message)
{
    public PhotoRejection Rejection { get; } = rejection;
}
