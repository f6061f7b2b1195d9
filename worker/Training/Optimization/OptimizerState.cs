using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchState = TorchSharp.Modules.OptimizerState;

namespace ImageClassifier.Worker.Training.Optimization;

/// <summary>Carries an optimizer's state of each parameter from one process to the next, under PyTorch's names:
/// <c>{parameter}.exp_avg</c>.</summary>
internal static class OptimizerState
{
    /// <summary>A copy of it all; a parameter that was never stepped has no state.</summary>
    /// <param name="parameters">Those of the optimizer, in the order of its groups.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="prefix">Of all names.</param>
    public static IEnumerable<KeyValuePair<string, SafetensorsTensor>> Save(
        IEnumerable<(string Name, Parameter Parameter)> parameters, OptimizerHelper optimizer, string prefix)
    {
        foreach ((string name, TorchState state) in parameters.Select(entry => entry.Name).Zip(optimizer.state_dict().State))
        {
            (long? steps, (string, Tensor?)[] tensors) = Slots(state);
            if (steps == 0) continue;
            if (steps is { } count)
                yield return new($"{prefix}{name}.step", new SafetensorsTensor(SafetensorsType.I64, [], BitConverter.GetBytes(count)));
            foreach ((string slot, Tensor? tensor) in tensors)
                if (tensor is not null) yield return new($"{prefix}{name}.{slot}", StateDict.ToArray(tensor));
        }
    }

    private static (long? Steps, (string Slot, Tensor? Tensor)[] Tensors) Slots(TorchState state) => state switch
    {
        Adam.State adam => (adam.step, [("exp_avg", adam.exp_avg), ("exp_avg_sq", adam.exp_avg_sq)]),
        AdamW.State adam => (adam.step, [("exp_avg", adam.exp_avg), ("exp_avg_sq", adam.exp_avg_sq)]),
        SGD.State sgd => (null, [("momentum_buffer", sgd.momentum_buffer)]),
        RMSProp.State rms => (rms.step, [("square_avg", rms.square_avg), ("momentum_buffer", rms.momentum_buffer)]),
        _ => throw new NotSupportedException($"the state {state.GetType()} cannot be saved"),
    };

    /// <summary>Puts back what <see cref="Save"/> took.</summary>
    /// <exception cref="InvalidDataException">Something is missing or of another shape.</exception>
    public static void Load(
        IEnumerable<(string Name, Parameter Parameter)> parameters, OptimizerHelper optimizer,
            IReadOnlyDictionary<string, SafetensorsTensor> tensors,
        string prefix)
    {
        foreach (((string name, Parameter parameter), TorchState state) in parameters.Zip(optimizer.state_dict().State))
        {
            var source = new Source(tensors, $"{prefix}{name}.", parameter);
            switch (state)
            {
                case Adam.State adam when source.Steps is { } steps:
                    adam.step = steps;
                    source.Fill(ref adam.exp_avg, "exp_avg");
                    source.Fill(ref adam.exp_avg_sq, "exp_avg_sq");
                    break;
                case AdamW.State adam when source.Steps is { } steps:
                    adam.step = steps;
                    source.Fill(ref adam.exp_avg, "exp_avg");
                    source.Fill(ref adam.exp_avg_sq, "exp_avg_sq");
                    break;
                case RMSProp.State rms when source.Steps is { } steps:
                    rms.step = steps;
                    source.Fill(ref rms.square_avg, "square_avg");
                    if (source.Has("momentum_buffer")) source.Fill(ref rms.momentum_buffer, "momentum_buffer");
                    break;
                // Without momentum it has no state.
                case SGD.State sgd when source.Has("momentum_buffer"):
                    source.Fill(ref sgd.momentum_buffer, "momentum_buffer");
                    break;
            }
        }
    }

    /// <summary>What a checkpoint has of one parameter.</summary>
    private sealed record Source(IReadOnlyDictionary<string, SafetensorsTensor> Tensors, string Path, Parameter Parameter)
    {
        /// <summary>Null where the parameter was never stepped.</summary>
        public long? Steps => Has("step") ? BitConverter.ToInt64(Find("step", []).Data.Span) : null;

        public bool Has(string slot) => Tensors.ContainsKey(Path + slot);

        public void Fill(ref Tensor? buffer, string slot)
        {
            SafetensorsTensor found = Find(slot, Parameter.shape);
            using DisposeScope scope = NewDisposeScope();
            using IDisposable ungraded = no_grad();
            // In the order in memory that the parameter has: an optimizer steps both in one go, and rounds alike only then.
            Tensor filled = zeros_like(Parameter);
            filled.copy_(StateDict.ToTensor(found));
            buffer?.Dispose();
            buffer = filled.DetachFromDisposeScope();
        }

        private SafetensorsTensor Find(string slot, long[] shape) =>
            Tensors.TryGetValue(Path + slot, out SafetensorsTensor? tensor) && tensor.Shape.SequenceEqual(shape)
                ? tensor
                : throw new InvalidDataException($"{Path}{slot} of [{string.Join(", ", shape)}] is missing");
    }
}
