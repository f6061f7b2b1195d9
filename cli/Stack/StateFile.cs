using ImageClassifier.Contracts;

namespace ImageClassifier.Cli.Stack;

/// <summary>Files of the state folder: nobody reads half of one, whatever happens in between.</summary>
internal static class StateFile
{
    /// <exception cref="IOException">It cannot be written; what was there before still is.</exception>
    public static void Write(string path, byte[] content) => WholeFile.Replace(path, stream => stream.Write(content));
}
