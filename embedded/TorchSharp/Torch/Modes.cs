using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Until it is disposed, nothing on this thread is recorded for a backward pass.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Until it is disposed, operations on this thread are recorded, or not.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>The same as <see cref="enable_grad"/>.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Native.bridge_grad_enabled() != 0;

    /// <summary>
    /// Like <see cref="no_grad"/>, and cheaper: tensors made under it can never take part in a backward pass.
    /// To be disposed on the thread that began it.
    /// </summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => Native.bridge_inference_mode() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly bool previous = is_grad_enabled();

        internal GradMode(bool enabled) => Native.bridge_set_grad_enabled(enabled ? (byte)1 : (byte)0);

        public void Dispose() => Native.bridge_set_grad_enabled(previous ? (byte)1 : (byte)0);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private IntPtr guard = Native.bridge_inference_mode_begin(enabled ? (byte)1 : (byte)0);

        public void Dispose()
        {
            if (guard != 0)
            {
                Native.bridge_inference_mode_end(guard);
                guard = 0;
            }
        }
    }
}
