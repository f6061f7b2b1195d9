using System.Runtime.InteropServices;

namespace ImageClassifier.Worker.Runtime;

/// <summary>What libtorch says when it fails.</summary>
internal static class TorchErrors
{
    // Of the addresses that follow, a person learns nothing.
    private const string Trace = "Exception raised from";

    /// <summary>The message without libtorch's own call stack, in one line.</summary>
    public static string Words(ExternalException error)
    {
        int end = error.Message.IndexOf(Trace, StringComparison.Ordinal);
        string words = end < 0 ? error.Message : error.Message[..end];
        return $"libtorch: {string.Join(' ', words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))}";
    }
}
