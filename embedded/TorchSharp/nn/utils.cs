using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            /// <summary>Scales all gradients so that their common norm is at most <paramref name="max_norm"/>.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                Tensor[] grads = [.. tensors.Select(static t => t.grad).OfType<Tensor>()];
                if (grads.Length == 0)
                {
                    return 0;
                }
                bool infinite = double.IsPositiveInfinity(norm_type);
                Tensor[] norms = [.. grads.Select(grad => infinite ? grad.abs().max() : Aten.Call("norm.Scalar", grad, norm_type))];
                var total = infinite ? stack(norms).max() : Aten.Call("norm.Scalar", stack(norms), norm_type);
                // Multiplying by a tensor that is 1 spares waiting for a GPU, as in PyTorch.
                var factor = (max_norm / (total + 1e-6)).clamp(max: (Scalar)1.0);
                foreach (Tensor grad in grads)
                {
                    grad.mul_(factor);
                }
                return total.ToDouble();
            }

            /// <summary>Limits each element of the gradients to [-clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                foreach (Tensor grad in tensors.Select(static t => t.grad).OfType<Tensor>())
                {
                    grad.clamp_((Scalar)(-clip_value), (Scalar)clip_value);
                }
            }
        }
    }
}
