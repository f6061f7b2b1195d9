using ImageClassifier.Contracts.Experiments;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>Builds the optimizer of a recipe.</summary>
internal static class Optimizers
{
    /// <param name="options">Which one, and its memory.</param>
    /// <param name="groups">What it steps.</param>
    public static OptimizerHelper Create(Contracts.Experiments.OptimizerOptions options, IReadOnlyList<StageParameters> groups)
    {
        double rate = options.LearningRate;
        return options.Name switch
        {
            OptimizerName.Adam => optim.Adam(groups.Select(group => new Adam.ParamGroup(
                Parameters(group), rate * group.RateFactor, options.Beta1, options.Beta2, weight_decay: group.WeightDecay))),
            OptimizerName.Adamw => optim.AdamW(groups.Select(group => new AdamW.ParamGroup(
                Parameters(group), rate * group.RateFactor, options.Beta1, options.Beta2, weight_decay: group.WeightDecay))),
            OptimizerName.Sgd => optim.SGD(groups.Select(group => new SGD.ParamGroup(
                Parameters(group), rate * group.RateFactor, options.Momentum, weight_decay: group.WeightDecay, nesterov: options.Nesterov)), rate),
            OptimizerName.Rmsprop => optim.RMSProp(groups.Select(group => new RMSProp.ParamGroup(
                Parameters(group), rate * group.RateFactor, alpha: options.Alpha, weight_decay: group.WeightDecay, momentum: options.Momentum))),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Name, "is no optimizer"),
        };
    }

    private static IEnumerable<Parameter> Parameters(StageParameters group) => group.Parameters.Select(entry => entry.Parameter);
}
