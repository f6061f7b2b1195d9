using System.Runtime.InteropServices;
using TorchSharp;

namespace ImageClassifier.Vision.Runtime;

/// <summary>libtorch cannot be loaded into this process, however often one tries; the message says why and what to do.</summary>
public sealed class TorchUnavailableException(string message, Exception inner) : Exception(message, inner);

/// <summary>The native libraries behind torch.</summary>
public static class TorchLibrary
{
    private const string Name = "LibTorchSharp";

    /// <summary>
    /// Loads libtorch, to be called before torch is used for the first time. TorchSharp would load it by itself; but where that fails it
    /// copies half a gigabyte out of the package cache to try with it, and what the system said is lost in a page of text.
    /// </summary>
    /// <exception cref="TorchUnavailableException">A library is missing, damaged, or asks for a newer system than this one.</exception>
    public static void Load()
    {
        try
        {
            // Stays loaded: nobody frees the handle.
            _ = NativeLibrary.Load(Name, typeof(torch).Assembly, searchPath: null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            string reason = Reason(e.Message);
            throw new TorchUnavailableException($"libtorch cannot be loaded: {reason}. {NativeLibraryAdvice.For(reason)}", e);
        }
    }

    /// <summary>
    /// What says most of what the loader tried. It tries the name with several prefixes, endings and folders, and has a line of each; all
    /// but one say that there is no such file.
    /// </summary>
    internal static string Reason(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (lines.Skip(1).FirstOrDefault(line => !line.Contains($"{Name}: cannot open", StringComparison.Ordinal)
            && !line.Contains($"{Name}.so: cannot open", StringComparison.Ordinal))
            ?? lines.FirstOrDefault() ?? message).TrimEnd('.');
    }
}
