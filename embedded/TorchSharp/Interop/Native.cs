using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The functions of native/*.cpp, one for one. Status codes are turned into exceptions by <see cref="Check"/>.</summary>
internal static unsafe partial class Native
{
    private const string Library = "torch_bridge";

    /// <summary>Throws libtorch's message where a call returned anything but 0.</summary>
    internal static void Check(int status)
    {
        if (status != 0)
        {
            throw new ExternalException(Marshal.PtrToStringUTF8(bridge_last_error()));
        }
    }

    [LibraryImport(Library)]
    private static partial IntPtr bridge_last_error();

    [LibraryImport(Library)]
    internal static partial IntPtr bridge_version();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bridge_find_operator(string name, string overload, out IntPtr found);

    [LibraryImport(Library)]
    internal static partial int bridge_call(IntPtr op, NativeValue* arguments, int count, out NativeValue* results, out int resultCount);

    [LibraryImport(Library)]
    internal static partial void bridge_tensor_release(IntPtr handle);

    [LibraryImport(Library)]
    internal static partial int bridge_tensor_alias(IntPtr handle, out IntPtr result);

    [LibraryImport(Library)]
    internal static partial int bridge_tensor_info(IntPtr handle, out TensorInfo info);

    [LibraryImport(Library)]
    internal static partial int bridge_tensor_data(IntPtr handle, out void* data);

    [LibraryImport(Library)]
    internal static partial int bridge_tensor_set_requires_grad(IntPtr handle, byte requiresGrad);

    [LibraryImport(Library)]
    internal static partial int bridge_tensor_grad(IntPtr handle, out IntPtr grad);

    [LibraryImport(Library)]
    internal static partial int bridge_tensor_set_grad(IntPtr handle, IntPtr grad);

    [LibraryImport(Library)]
    internal static partial int bridge_tensor_from_blob(void* data, long* sizes, int ndim, int dtype,
        delegate* unmanaged<IntPtr, void> release, IntPtr context, out IntPtr result);

    [LibraryImport(Library)]
    internal static partial int bridge_tensor_set_data(IntPtr handle, IntPtr data);

    [LibraryImport(Library)]
    internal static partial int bridge_backward(IntPtr* outputs, int outputCount, IntPtr* gradients, int gradientCount,
        byte retainGraph, byte createGraph, IntPtr* inputs, int inputCount);

    [LibraryImport(Library)]
    internal static partial int bridge_grad(IntPtr* outputs, int outputCount, IntPtr* inputs, int inputCount,
        IntPtr* gradients, int gradientCount, byte retainGraph, byte createGraph, byte allowUnused, IntPtr* results);

    [LibraryImport(Library)]
    internal static partial byte bridge_grad_enabled();

    [LibraryImport(Library)]
    internal static partial void bridge_set_grad_enabled(byte enabled);

    [LibraryImport(Library)]
    internal static partial byte bridge_inference_mode();

    [LibraryImport(Library)]
    internal static partial IntPtr bridge_inference_mode_begin(byte enabled);

    [LibraryImport(Library)]
    internal static partial void bridge_inference_mode_end(IntPtr guard);

    [LibraryImport(Library)]
    internal static partial int bridge_manual_seed(long seed);

    [LibraryImport(Library)]
    internal static partial int bridge_cuda_manual_seed(long seed, byte all);

    [LibraryImport(Library)]
    internal static partial int bridge_generator_default(out IntPtr result);

    [LibraryImport(Library)]
    internal static partial int bridge_generator_new(int deviceType, int deviceIndex, ulong seed, out IntPtr result);

    [LibraryImport(Library)]
    internal static partial void bridge_generator_release(IntPtr generator);

    [LibraryImport(Library)]
    internal static partial int bridge_generator_manual_seed(IntPtr generator, long seed);

    [LibraryImport(Library)]
    internal static partial int bridge_generator_seed(IntPtr generator, out long seed);

    [LibraryImport(Library)]
    internal static partial int bridge_generator_initial_seed(IntPtr generator, out long seed);

    [LibraryImport(Library)]
    internal static partial int bridge_generator_get_state(IntPtr generator, out IntPtr state);

    [LibraryImport(Library)]
    internal static partial int bridge_generator_set_state(IntPtr generator, IntPtr state);

    [LibraryImport(Library)]
    internal static partial int bridge_get_num_threads();

    [LibraryImport(Library)]
    internal static partial int bridge_set_num_threads(int count);

    [LibraryImport(Library)]
    internal static partial int bridge_get_num_interop_threads();

    [LibraryImport(Library)]
    internal static partial int bridge_set_num_interop_threads(int count);

    [LibraryImport(Library)]
    internal static partial byte bridge_cuda_available();

    [LibraryImport(Library)]
    internal static partial byte bridge_cudnn_available();

    [LibraryImport(Library)]
    internal static partial int bridge_cuda_device_count();

    [LibraryImport(Library)]
    internal static partial int bridge_cuda_synchronize(int index);

    [LibraryImport(Library)]
    internal static partial byte bridge_deterministic();

    [LibraryImport(Library)]
    internal static partial byte bridge_deterministic_warn_only();

    [LibraryImport(Library)]
    internal static partial int bridge_set_deterministic(byte enabled, byte warnOnly);

    [LibraryImport(Library)]
    internal static partial byte bridge_cudnn_allow_tf32();

    [LibraryImport(Library)]
    internal static partial void bridge_set_cudnn_allow_tf32(byte allow);

    [LibraryImport(Library)]
    internal static partial byte bridge_cuda_matmul_allow_tf32();

    [LibraryImport(Library)]
    internal static partial void bridge_set_cuda_matmul_allow_tf32(byte allow);

    [LibraryImport(Library)]
    internal static partial int bridge_sgd_step(IntPtr* parameters, IntPtr* momentumBuffers, int count, double lr, double momentum,
        double dampening, double weightDecay, byte nesterov, byte maximize);

    [LibraryImport(Library)]
    internal static partial int bridge_adam_step(IntPtr* parameters, IntPtr* expAvgs, IntPtr* expAvgSqs, IntPtr* maxExpAvgSqs, long* steps,
        int count, double lr, double beta1, double beta2, double eps, double weightDecay, byte amsgrad, byte maximize, byte decoupled);

    [LibraryImport(Library)]
    internal static partial int bridge_rmsprop_step(IntPtr* parameters, IntPtr* squareAvgs, IntPtr* gradAvgs, IntPtr* momentumBuffers,
        long* steps, int count, double lr, double alpha, double eps, double weightDecay, double momentum, byte centered, byte maximize);
}
