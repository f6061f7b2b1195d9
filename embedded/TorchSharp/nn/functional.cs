using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Layers without a state of their own.</summary>
        public static partial class functional
        {
            /// <summary>input · weightsᵀ + bias, over the last dimension.</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.Call("linear", input, weights, bias);

            /// <param name="input">[N, C, H, W].</param>
            /// <param name="weight">[out, C / groups, h, w].</param>
            /// <param name="bias">[out].</param>
            /// <param name="strides">One number, or one for each side; 1 by default.</param>
            /// <param name="padding">Zeros around; none by default.</param>
            /// <param name="dilation">Distance between the taps of the kernel; 1 by default.</param>
            /// <param name="groups">Parts that the channels are split into.</param>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1) =>
                Aten.Call("conv2d", input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

            /// <summary>Batch norm over all dimensions but the second. In training the running statistics are updated in place.</summary>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null,
                Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05) =>
                Aten.Call("batch_norm", input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null,
                double eps = 1e-05) => Aten.Call("layer_norm", input, normalized_shape, weight, bias, eps);

            /// <summary>Zeroes elements with probability p and scales the others by 1 / (1 - p), in training.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                Drop("dropout", input, p, training, inplace);

            /// <summary>The same with whole channels.</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                Drop("feature_dropout", input, p, training, inplace);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            /// <summary>Whole numbers as rows of zeros with a one; the width is the largest number plus one unless given.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.Call("one_hot", x, num_classes);

            /// <summary>Divides by the p-norm along a dimension, at least eps.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using var scope = NewDisposeScope();
                var norm = Aten.Call("norm.ScalarOpt_dim", input, p, (long[])[dim], true).clamp_min(eps);
                return input.div(norm).MoveToOuterDisposeScope();
            }

            private static Tensor Drop(string op, Tensor input, double p, bool training, bool inplace)
            {
                if (!inplace)
                {
                    return Aten.Call(op, input, p, training);
                }
                Aten.Do(op + "_", input, p, training);
                return input.alias();
            }
        }
    }
}
