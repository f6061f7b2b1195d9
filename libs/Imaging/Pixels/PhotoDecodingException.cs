namespace ImageClassifier.Imaging.Pixels;

/// <summary>A photo cannot be decoded: it is damaged, cut short, or none.</summary>
public sealed class PhotoDecodingException(string message, Exception? inner = null) : Exception(message, inner);
