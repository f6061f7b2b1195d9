using ImageClassifier.Vision.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Optimization;

/// <summary>Puts a network into training mode with its lower stages out of training.</summary>
internal static class StageFreezing
{
    /// <summary>
    /// From the lowest trained stage upwards parameters learn. Those below have no gradient, so that torch keeps nothing for a backward
    /// pass through them, and their batch norms stay in evaluation mode.
    /// </summary>
    /// <param name="network">In training mode afterwards.</param>
    /// <param name="lowest">The lowest stage that learns.</param>
    /// <param name="freezeBatchNorm">Keeps all batch norms in evaluation mode; their scales and shifts may still learn.</param>
    public static void Train(ImageNetwork network, int lowest, bool freezeBatchNorm)
    {
        network.train();
        foreach ((string name, nn.Module module) in network.named_modules())
            if (module is BatchNorm2d && (freezeBatchNorm || network.StageOf(name + ".weight") < lowest)) module.eval();
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            bool learns = network.StageOf(name) >= lowest;
            if (parameter.requires_grad != learns) parameter.requires_grad = learns;
        }
    }
}
