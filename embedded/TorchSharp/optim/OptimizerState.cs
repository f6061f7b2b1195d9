using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Forgets everything.</summary>
    public abstract void Initialize(OptimizerOptions options);

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Copies the state of another optimizer's parameter.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(Device device)
    {
    }

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device) =>
        Set(ref result, reader.ReadBoolean() ? TensorExtensionMethods.Load(reader).to(device, disposeAfter: true) : null);

    /// <summary>Puts a tensor in another's place: the old one is disposed, the new one belongs to the state alone.</summary>
    private protected static void Set(ref Tensor? slot, Tensor? value)
    {
        slot?.Dispose();
        slot = value?.DetachFromDisposeScope();
    }

    private protected static void Copy(ref Tensor? slot, Tensor? source, Device device) => Set(ref slot, source?.to(device, copy: true));

    private protected static void Move(ref Tensor? slot, Device device)
    {
        if (slot is not null)
        {
            slot = slot.to(device, disposeAfter: true).DetachFromDisposeScope();
        }
    }

    private protected static bool Close(Tensor? left, Tensor? right) =>
        left is null || right is null ? left is null && right is null : left.allclose(right);

    /// <summary>Wraps a tensor that a native step has made in a slot that was empty.</summary>
    private protected static void Adopt(ref Tensor? slot, IntPtr handle)
    {
        if (slot is null && handle != 0)
        {
            slot = new Tensor(handle).DetachFromDisposeScope();
        }
    }
}
