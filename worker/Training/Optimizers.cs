using ImageClassifier.Core.Experiments;
using ImageClassifier.Vision.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>Builds the optimizer of an experiment, and carries its memory from one process to the next.</summary>
internal static class Optimizers
{
    public static OptimizerHelper Create(Experiment experiment, nn.Module network)
    {
        Core.Experiments.OptimizerOptions options = experiment.Optimizer;
        double weightDecay = experiment.Regularization.WeightDecay;
        return options.Name switch
        {
            OptimizerName.Adam => optim.Adam(network.parameters(), options.LearningRate, weight_decay: weightDecay),
            OptimizerName.Sgd => optim.SGD(network.parameters(), options.LearningRate, options.Momentum, weight_decay: weightDecay, nesterov: options.Nesterov),
            _ => throw new NotSupportedException($"there is no optimizer {options.Name}"),
        };
    }

    public static void SetLearningRate(this OptimizerHelper optimizer, double rate)
    {
        foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate = rate;
    }

    /// <summary>A copy of what the optimizer remembers of each parameter, under PyTorch's names: <c>{parameter}.exp_avg</c>.</summary>
    public static IEnumerable<KeyValuePair<string, SafetensorsTensor>> Save(OptimizerHelper optimizer, nn.Module network, string prefix)
    {
        foreach ((string name, OptimizerState state) in States(optimizer, network))
        {
            string path = $"{prefix}{name}.";
            switch (state)
            {
                case Adam.State { exp_avg: { } average, exp_avg_sq: { } square } adam:
                    yield return new(path + "step", new SafetensorsTensor(SafetensorsType.I64, [], BitConverter.GetBytes(adam.step)));
                    yield return new(path + "exp_avg", StateDict.ToArray(average));
                    yield return new(path + "exp_avg_sq", StateDict.ToArray(square));
                    break;
                case SGD.State { momentum_buffer: { } momentum }:
                    yield return new(path + "momentum_buffer", StateDict.ToArray(momentum));
                    break;
            }
        }
    }

    /// <summary>Puts back what <see cref="Save"/> took.</summary>
    /// <exception cref="InvalidDataException">Something is missing or of another shape.</exception>
    public static void Load(OptimizerHelper optimizer, nn.Module network, IReadOnlyDictionary<string, SafetensorsTensor> tensors, string prefix)
    {
        foreach (((string name, OptimizerState state), Parameter parameter) in States(optimizer, network).Zip(network.parameters()))
        {
            string path = $"{prefix}{name}.";
            switch (state)
            {
                case Adam.State adam:
                    adam.step = BitConverter.ToInt64(Find(tensors, path + "step", []).Data.Span);
                    Replace(ref adam.exp_avg, Find(tensors, path + "exp_avg", parameter.shape), parameter.device);
                    Replace(ref adam.exp_avg_sq, Find(tensors, path + "exp_avg_sq", parameter.shape), parameter.device);
                    break;
                // Only SGD with momentum has anything to remember.
                case SGD.State sgd when tensors.ContainsKey(path + "momentum_buffer"):
                    Replace(ref sgd.momentum_buffer, Find(tensors, path + "momentum_buffer", parameter.shape), parameter.device);
                    break;
            }
        }
    }

    // The optimizer lists its states in the order in which it was given the parameters.
    private static IEnumerable<(string Name, OptimizerState State)> States(OptimizerHelper optimizer, nn.Module network) =>
        network.named_parameters().Select(pair => pair.name).Zip(optimizer.state_dict().State);

    private static void Replace(ref Tensor? memory, SafetensorsTensor source, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        memory?.Dispose();
        memory = StateDict.ToTensor(source).to(device).DetachFromDisposeScope();
    }

    private static SafetensorsTensor Find(IReadOnlyDictionary<string, SafetensorsTensor> tensors, string path, long[] shape) =>
        tensors.TryGetValue(path, out SafetensorsTensor? tensor) && tensor.Shape.SequenceEqual(shape)
            ? tensor
            : throw new InvalidDataException($"{path} of [{string.Join(", ", shape)}] is missing");
}
