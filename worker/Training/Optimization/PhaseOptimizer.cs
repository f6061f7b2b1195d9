using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Optimization;

/// <summary>The optimizer of one phase of a training, with its groups' rates. Parameters that have no gradient are left alone.</summary>
internal sealed class PhaseOptimizer : IDisposable
{
    private readonly IReadOnlyList<(string Name, Parameter Parameter)> _parameters;
    private readonly Parameter[] _tensors;
    private readonly (optim.ILearningRateController Group, double Factor)[] _groups;
    private readonly OptimizerHelper _optimizer;
    private readonly double? _clipNorm;

    /// <param name="recipe">What is followed.</param>
    /// <param name="network">What is stepped.</param>
    /// <param name="lowest">Stages below it are not trained in this phase.</param>
    public PhaseOptimizer(Experiment recipe, ImageNetwork network, int lowest)
        : this(recipe.Optimizer, ParameterGroup.Of(recipe, network, lowest))
    {
    }

    /// <param name="options">Which optimizer.</param>
    /// <param name="groups">What it steps.</param>
    public PhaseOptimizer(Contracts.Experiments.OptimizerOptions options, IReadOnlyList<ParameterGroup> groups)
    {
        _parameters = [.. groups.SelectMany(group => group.Parameters)];
        _tensors = [.. _parameters.Select(entry => entry.Parameter)];
        _optimizer = Create(options, groups);
        _groups = [.. _optimizer.ParamGroups.Zip(groups.Select(group => group.RateFactor))];
        _clipNorm = options.ClipNorm;
    }

    /// <summary>Drops the gradients, as PyTorch's <c>zero_grad(set_to_none=True)</c>: the next backward pass puts its own in their
    /// place.</summary>
    public void ZeroGrad()
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

    /// <inheritdoc cref="OptimizerState.Save"/>
    public IEnumerable<KeyValuePair<string, SafetensorsTensor>> Save(string prefix) => OptimizerState.Save(_parameters, _optimizer, prefix);

    /// <inheritdoc cref="OptimizerState.Load"/>
    public void Load(IReadOnlyDictionary<string, SafetensorsTensor> tensors, string prefix) =>
        OptimizerState.Load(_parameters, _optimizer, tensors, prefix);

    public void Dispose() => _optimizer.Dispose();

    private static OptimizerHelper Create(Contracts.Experiments.OptimizerOptions options, IReadOnlyList<ParameterGroup> groups)
    {
        double rate = options.LearningRate;
        return options.Name switch
        {
            OptimizerName.Adam => optim.Adam(groups.Select(group => new Adam.ParamGroup(
                group.Tensors, rate * group.RateFactor, options.Beta1, options.Beta2, weight_decay: group.WeightDecay))),
            OptimizerName.Adamw => optim.AdamW(groups.Select(group => new AdamW.ParamGroup(
                group.Tensors, rate * group.RateFactor, options.Beta1, options.Beta2, weight_decay: group.WeightDecay))),
            OptimizerName.Sgd => optim.SGD(groups.Select(group => new SGD.ParamGroup(
                group.Tensors, rate * group.RateFactor, options.Momentum, weight_decay: group.WeightDecay, nesterov: options.Nesterov)),
                    rate),
            OptimizerName.Rmsprop => optim.RMSProp(groups.Select(group => new RMSProp.ParamGroup(
                group.Tensors, rate * group.RateFactor, alpha: options.Alpha, weight_decay: group.WeightDecay,
                    momentum: options.Momentum))),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Name, "is no optimizer"),
        };
    }
}

/// <summary>Parameters that are stepped alike.</summary>
/// <param name="RateFactor">Of the learning rate.</param>
/// <param name="WeightDecay">The optimizer's.</param>
/// <param name="Parameters">With their names.</param>
internal sealed record ParameterGroup(double RateFactor, double WeightDecay, IReadOnlyList<(string Name, Parameter Parameter)> Parameters)
{
    public IEnumerable<Parameter> Tensors => Parameters.Select(entry => entry.Parameter);

    /// <summary>The parameters from a stage upwards, grouped by the rate and the weight decay that the recipe gives them.</summary>
    /// <param name="recipe">What is followed.</param>
    /// <param name="network">Whose parameters.</param>
    /// <param name="lowest">Stages below it are not trained in this phase.</param>
    public static IReadOnlyList<ParameterGroup> Of(Experiment recipe, ImageNetwork network, int lowest)
    {
        int classifier = network.StageCount - 1;
        return
        [
            .. network.named_parameters().Where(entry => network.StageOf(entry.name) >= lowest)
                .GroupBy(entry => (Rate: RateFactorOf(recipe.Transfer, classifier, network.StageOf(entry.name)),
                    Decay: WeightDecayOf(recipe.Regularization, entry.parameter)))
                .Select(group =>
                    new ParameterGroup(group.Key.Rate, group.Key.Decay, [.. group.Select(entry => (entry.name, entry.parameter))])),
        ];
    }

    /// <summary><c>headFactor</c> for the classifier; below it, <c>layerDecay</c> once more with every stage.</summary>
    private static double RateFactorOf(TransferOptions transfer, int classifier, int stage) =>
        stage == classifier ? transfer.HeadFactor : Math.Pow(transfer.LayerDecay, classifier - stage);

    // Biases, and the scales and shifts of norms, have one dimension; they do not grow out of hand.
    private static double WeightDecayOf(RegularizationOptions options, Parameter parameter) =>
        options.ExcludeBiasAndNorm && parameter.dim() <= 1 ? 0 : options.WeightDecay;
}
