namespace ImageClassifier.Core.Imaging;

/// <summary>A photo cannot be decoded: it is damaged, cut short, or none.</summary>
public sealed class PhotoDecodingException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether pixels are missing rather than wrong, as far as the decoder could tell.</summary>
    public bool IsCutShort { get; init; }
}
