using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using TorchSharp.Modules;

namespace ImageClassifier.Worker.Training;

/// <summary>Parameters that are stepped alike.</summary>
/// <param name="RateFactor">Of the learning rate.</param>
/// <param name="WeightDecay">The optimizer's.</param>
/// <param name="Parameters">With their names.</param>
internal sealed record StageParameters(double RateFactor, double WeightDecay, IReadOnlyList<(string Name, Parameter Parameter)> Parameters)
{
    /// <summary>The parameters from a stage upwards, grouped by the rate and the weight decay that the recipe gives them.</summary>
    /// <param name="recipe">What is followed.</param>
    /// <param name="network">Whose parameters.</param>
    /// <param name="lowest">Stages below it are not trained in this part.</param>
    public static IReadOnlyList<StageParameters> Of(Experiment recipe, ImageNetwork network, int lowest)
    {
        int classifier = network.StageCount - 1;
        return
        [
            .. network.named_parameters().Where(entry => network.StageOf(entry.name) >= lowest)
                .GroupBy(entry => (Rate: RateFactorOf(recipe.Transfer, classifier, network.StageOf(entry.name)), Decay: WeightDecayOf(recipe.Regularization, entry.parameter)))
                .Select(group => new StageParameters(group.Key.Rate, group.Key.Decay, [.. group.Select(entry => (entry.name, entry.parameter))])),
        ];
    }

    /// <summary><c>headFactor</c> for the classifier; below it, <c>layerDecay</c> once more with every stage.</summary>
    private static double RateFactorOf(TransferOptions transfer, int classifier, int stage) =>
        stage == classifier ? transfer.HeadFactor : Math.Pow(transfer.LayerDecay, classifier - stage);

    // Biases, and the scales and shifts of norms, have one dimension; they do not grow out of hand.
    private static double WeightDecayOf(RegularizationOptions options, Parameter parameter) =>
        options.SpareBiasesAndNorms && parameter.dim() <= 1 ? 0 : options.WeightDecay;
}
