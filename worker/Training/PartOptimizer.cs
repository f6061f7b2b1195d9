using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>The optimizer of one part of a training, with its groups' rates. Parameters that have no gradient are left alone.</summary>
internal sealed class PartOptimizer : IDisposable
{
    private readonly IReadOnlyList<(string Name, Parameter Parameter)> _parameters;
    private readonly Parameter[] _tensors;
    private readonly (optim.ILearningRateController Group, double Factor)[] _groups;
    private readonly OptimizerHelper _optimizer;
    private readonly double? _clipNorm;

    /// <param name="recipe">What is followed.</param>
    /// <param name="network">What is stepped.</param>
    /// <param name="lowest">Stages below it are not trained in this part.</param>
    public PartOptimizer(Experiment recipe, ImageNetwork network, int lowest)
        : this(recipe.Optimizer, StageParameters.Of(recipe, network, lowest))
    {
    }

    /// <param name="options">Which optimizer.</param>
    /// <param name="groups">What it steps.</param>
    public PartOptimizer(Contracts.Experiments.OptimizerOptions options, IReadOnlyList<StageParameters> groups)
    {
        _parameters = [.. groups.SelectMany(group => group.Parameters)];
        _tensors = [.. _parameters.Select(entry => entry.Parameter)];
        _optimizer = Optimizers.Create(options, groups);
        _groups = [.. _optimizer.ParamGroups.Zip(groups.Select(group => group.RateFactor))];
        _clipNorm = options.ClipNorm;
    }

    /// <summary>Forgets the gradients; the next backward pass puts its own in their place, with nothing to be added to.</summary>
    public void ForgetGradients()
    {
        foreach (Parameter parameter in _tensors) parameter.grad = null;
    }

    /// <summary>One step by the gradients that are there, clipped where the recipe says so.</summary>
    /// <param name="rate">Before the groups' factors.</param>
    public void Step(double rate)
    {
        foreach ((optim.ILearningRateController group, double factor) in _groups) group.LearningRate = rate * factor;
        if (_clipNorm is { } norm) nn.utils.clip_grad_norm_(_tensors, norm);
        _optimizer.step();
    }

    /// <inheritdoc cref="OptimizerMemory.Save"/>
    public IEnumerable<KeyValuePair<string, SafetensorsTensor>> Save(string prefix) => OptimizerMemory.Save(_parameters, _optimizer, prefix);

    /// <inheritdoc cref="OptimizerMemory.Load"/>
    public void Load(IReadOnlyDictionary<string, SafetensorsTensor> tensors, string prefix) =>
        OptimizerMemory.Load(_parameters, _optimizer, tensors, prefix);

    public void Dispose() => _optimizer.Dispose();
}
