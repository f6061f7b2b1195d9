using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            // In place or not, the result is a new reference: its owner may dispose it and keep the input.
            public static Tensor relu(Tensor x, bool inplace = false) => Activate("relu", x, inplace);

            public static Tensor relu6(Tensor x, bool inplace = false) => Activate("relu6", x, inplace);

            public static Tensor silu(Tensor x, bool inplace = false) => Activate("silu", x, inplace);

            public static Tensor hardswish(Tensor input, bool inplace = false) => Activate("hardswish", input, inplace);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => Activate("hardsigmoid", input, inplace);

            public static Tensor sigmoid(Tensor x, bool inplace) => Activate("sigmoid", x, inplace);

            public static Tensor sigmoid(Tensor x) => Activate("sigmoid", x, false);

            public static Tensor gelu(Tensor x) => Activate("gelu", x, false);

            private static Tensor Activate(string op, Tensor input, bool inplace)
            {
                if (!inplace)
                {
                    return Aten.Call(op, input);
                }
                Aten.Do(op + "_", input);
                return input.alias();
            }
        }
    }
}
