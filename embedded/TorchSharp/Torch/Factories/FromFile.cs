using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of one dimension over the bytes of a file, which is mapped and not read: pages come in as they are used.</summary>
    /// <param name="filename">An existing file; with <paramref name="shared"/> it is created, or grown, where that is needed.</param>
    /// <param name="shared">Whether writing to the tensor writes to the file. Otherwise the file is only read, and what is written stays here.</param>
    /// <param name="size">Number of elements, from the beginning of the file.</param>
    /// <param name="dtype">Element type; the default type where it is left out.</param>
    /// <param name="device">The CPU: a file can be mapped nowhere else.</param>
    /// <param name="requires_grad">Whether operations on the result are recorded.</param>
    public static Tensor from_file(string filename, bool? shared = null, long? size = 0, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Finish(Aten.Call("from_file", filename, shared, size, dtype ?? defaultDtype, Value.None, InitializeDevice(device)), requires_grad);
}
