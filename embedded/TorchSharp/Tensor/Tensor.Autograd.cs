using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether operations on the tensor are recorded for a backward pass. Can be set on leaves only.</summary>
        public bool requires_grad
        {
            get => Info.RequiresGrad != 0;
            set
            {
                Native.Check(Native.bridge_tensor_set_requires_grad(Handle, value ? (byte)1 : (byte)0));
                GC.KeepAlive(this);
            }
        }

        /// <summary>The gradient accumulated so far, null before the first backward pass. Each get is a new reference to it.</summary>
        public Tensor? grad
        {
            get
            {
                Native.Check(Native.bridge_tensor_grad(Handle, out IntPtr grad));
                GC.KeepAlive(this);
                return grad == 0 ? null : new(grad);
            }

            set
            {
                Native.Check(Native.bridge_tensor_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Keeps the gradient of a tensor that is not a leaf.</summary>
        public void retain_grad() => Aten.Do("retain_grad", this);

        /// <summary>The derivatives of this scalar, accumulated into `grad` of the leaves.</summary>
        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false,
            IList<Tensor>? inputs = null) => autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>The same memory, cut off from the graph.</summary>
        public Tensor detach() => Aten.Call("detach", this);

        public Tensor detach_() => InPlace("detach_", this);
    }
}
