using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of libtorch, such as "1.13.1".</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(Native.bridge_version())!;

    /// <summary>Threads within one operation. libtorch 1.13 of Debian starts with one.</summary>
    public static int get_num_threads() => Native.bridge_get_num_threads();

    public static void set_num_threads(int num) => Native.Check(Native.bridge_set_num_threads(num));

    /// <summary>Threads across operations.</summary>
    public static int get_num_interop_threads() => Native.bridge_get_num_interop_threads();

    /// <exception cref="ExternalException">Parallel work has already begun.</exception>
    public static void set_num_interop_threads(int num) => Native.Check(Native.bridge_set_num_interop_threads(num));

    public static bool cuda_is_available() => cuda.is_available();

    public static bool are_deterministic_algorithms_enabled() => Native.bridge_deterministic() != 0;

    public static bool is_deterministic_algorithms_warn_only_enabled() => Native.bridge_deterministic_warn_only() != 0;

    /// <summary>Makes operations without a deterministic form fail, or warn. Disposing the result restores what was.</summary>
    public static IDisposable use_deterministic_algorithms(bool mode = true, bool warn_only = false) => new Determinism(mode, warn_only);

    /// <summary>NVIDIA GPUs.</summary>
    public static class cuda
    {
        public static bool is_available() => Native.bridge_cuda_available() != 0;

        public static bool is_cudnn_available() => Native.bridge_cudnn_available() != 0;

        public static int device_count() => Native.bridge_cuda_device_count();

        /// <summary>Seeds the current GPU; nothing happens without one.</summary>
        public static void manual_seed(long seed) => Native.Check(Native.bridge_cuda_manual_seed(seed, 0));

        /// <summary>Seeds every GPU; nothing happens without one.</summary>
        public static void manual_seed_all(long seed) => Native.Check(Native.bridge_cuda_manual_seed(seed, 1));

        /// <summary>Waits for the work queued on a GPU.</summary>
        public static void synchronize(Device? device = null) => Native.Check(Native.bridge_cuda_synchronize(device?.index ?? -1));
    }

    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                /// <summary>Whether matrix products may round float32 to 10 bits of mantissa for speed.</summary>
                public static bool allow_tf32
                {
                    get => Native.bridge_cuda_matmul_allow_tf32() != 0;
                    set => Native.bridge_set_cuda_matmul_allow_tf32(value ? (byte)1 : (byte)0);
                }
            }
        }

        public static class cudnn
        {
            /// <summary>Whether convolutions may round float32 to 10 bits of mantissa for speed.</summary>
            public static bool allow_tf32
            {
                get => Native.bridge_cudnn_allow_tf32() != 0;
                set => Native.bridge_set_cudnn_allow_tf32(value ? (byte)1 : (byte)0);
            }
        }
    }

    private sealed class Determinism : IDisposable
    {
        private readonly byte mode = Native.bridge_deterministic();
        private readonly byte warnOnly = Native.bridge_deterministic_warn_only();

        internal Determinism(bool mode, bool warnOnly) =>
            Native.Check(Native.bridge_set_deterministic(mode ? (byte)1 : (byte)0, warnOnly ? (byte)1 : (byte)0));

        public void Dispose() => Native.Check(Native.bridge_set_deterministic(mode, warnOnly));
    }
}
