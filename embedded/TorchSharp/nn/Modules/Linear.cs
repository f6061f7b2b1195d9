using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x · weightᵀ + bias.</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        internal Linear(Parameter weight, Parameter? bias)
            : base(nameof(Linear))
        {
            in_features = weight.shape[1];
            out_features = weight.shape[0];
            this.weight = weight;
            this.bias = bias;
        }

        internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
            : base(nameof(Linear))
        {
            in_features = inputSize;
            out_features = outputSize;
            weight = new(empty(outputSize, inputSize, dtype, device));
            bias = hasBias ? new(empty(outputSize, dtype, device)) : null;
            nn.init.ResetAsPyTorch(weight, bias);
        }

        public long in_features { get; set; }

        public long out_features { get; set; }

        /// <summary>[out, in].</summary>
        public Parameter weight
        {
            get => OwnParameter(nameof(weight))!;
            set => Own(nameof(weight), value);
        }

        /// <summary>[out], or null.</summary>
        public Parameter? bias
        {
            get => OwnParameter(nameof(bias));
            set => Own(nameof(bias), value);
        }

        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
        }
    }
}
