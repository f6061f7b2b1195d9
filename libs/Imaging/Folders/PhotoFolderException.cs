namespace ImageClassifier.Imaging.Folders;

/// <summary>A folder is not laid out so that photos with labels can be taken from it; the message says what to do.</summary>
public sealed class PhotoFolderException(string message, Exception? inner = null) : Exception(message, inner);
