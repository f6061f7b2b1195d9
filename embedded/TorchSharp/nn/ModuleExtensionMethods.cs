using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Moves and converts modules. The parameters stay the same objects, so an optimizer goes on with them. A new element type applies
/// to floating-point tensors; counters keep theirs.
/// </summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : nn.Module =>
        Move(module, device, null, non_blocking);

    public static T to<T>(this T module, string device, bool non_blocking = false) where T : nn.Module =>
        Move(module, new(device), null, non_blocking);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
        Move(module, new(deviceType, deviceIndex), null, non_blocking);

    public static T to<T>(this T module, ScalarType type, bool non_blocking = false) where T : nn.Module =>
        Move(module, null, type, non_blocking);

    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false) where T : nn.Module =>
        Move(module, device, type, non_blocking);

    public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : nn.Module =>
        Move(module, other.device, other.dtype, non_blocking);

    public static T cpu<T>(this T module, bool non_blocking = false) where T : nn.Module => Move(module, CPU, null, non_blocking);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
        Move(module, new(DeviceType.CUDA, deviceIndex), null, non_blocking);

    public static T @float<T>(this T module, bool non_blocking = false) where T : nn.Module => Move(module, null, float32, non_blocking);

    public static T @double<T>(this T module, bool non_blocking = false) where T : nn.Module => Move(module, null, float64, non_blocking);

    public static T half<T>(this T module, bool non_blocking = false) where T : nn.Module => Move(module, null, float16, non_blocking);

    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : nn.Module =>
        Move(module, null, torch.bfloat16, non_blocking);

    private static T Move<T>(T module, Device? device, ScalarType? type, bool non_blocking) where T : nn.Module
    {
        if (type is { } wanted && !is_floating_point(wanted) && !is_complex(wanted))
        {
            throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={wanted}");
        }
        if (device is not null)
        {
            InitializeDevice(device);
        }
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        foreach (var parameter in module.parameters())
        {
            Tensor? grad = parameter.grad;
            Replace(parameter, device, type, non_blocking);
            if (grad is not null)
            {
                Replace(grad, device, type, non_blocking);
            }
        }
        foreach (var buffer in module.buffers())
        {
            Replace(buffer, device, type, non_blocking);
        }
        return module;
    }

    private static void Replace(Tensor tensor, Device? device, ScalarType? type, bool non_blocking)
    {
        var target = tensor.is_floating_point() ? type ?? tensor.dtype : tensor.dtype;
        var moved = tensor.to(target, device ?? tensor.device, non_blocking: non_blocking);
        if (!ReferenceEquals(moved, tensor))
        {
            Native.Check(Native.bridge_tensor_set_data(tensor.Handle, moved.Handle));
            GC.KeepAlive(tensor);
        }
    }
}
