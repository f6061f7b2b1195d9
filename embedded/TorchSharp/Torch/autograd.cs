using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Derivatives of what was computed.</summary>
    public static class autograd
    {
        /// <summary>The derivatives of outputs by inputs, without accumulating anything. Unused inputs give null where allowed.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var (outs, ins, grads) = (Handles(outputs), Handles(inputs), Handles(grad_outputs));
            var results = new IntPtr[ins.Length];
            fixed (IntPtr* o = outs, i = ins, g = grads, r = results)
            {
                Native.Check(Native.bridge_grad(o, outs.Length, i, ins.Length, g, grads.Length,
                    Flag(retain_graph), Flag(create_graph), Flag(allow_unused), r));
            }
            KeepAlive(outputs, inputs, grad_outputs);
            return Array.ConvertAll(results, handle => handle == 0 ? null! : new Tensor(handle));
        }

        /// <summary>Accumulates the derivatives of the tensors into `grad` of the leaves, or of <paramref name="inputs"/> only.</summary>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null)
        {
            var (outs, grads, ins) = (Handles(tensors), Handles(grad_tensors), Handles(inputs));
            fixed (IntPtr* o = outs, g = grads, i = ins)
            {
                Native.Check(Native.bridge_backward(o, outs.Length, g, grads.Length,
                    Flag(retain_graph ?? create_graph), Flag(create_graph), i, ins.Length));
            }
            KeepAlive(tensors, inputs, grad_tensors);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        private static byte Flag(bool value) => value ? (byte)1 : (byte)0;

        private static IntPtr[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(t => t?.Handle ?? 0)];

        private static void KeepAlive(params object?[] items)
        {
            foreach (object? item in items)
            {
                GC.KeepAlive(item);
            }
        }
    }
}
