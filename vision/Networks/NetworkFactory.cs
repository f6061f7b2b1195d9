using ImageClassifier.Core.Experiments;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>Builds the networks that an experiment can ask for.</summary>
public static class NetworkFactory
{
    /// <summary>A network with fresh weights from torch's random generator, in main memory and in training mode.</summary>
    /// <param name="options">What to build.</param>
    /// <param name="classes">Number of outputs.</param>
    /// <returns>From [N, 3, H, W] normalized photos to [N, classes] logits; the caller disposes it.</returns>
    public static nn.Module<Tensor, Tensor> Create(ModelOptions options, int classes) => options.Architecture switch
    {
        Architecture.SmallCnn => new SmallCnn(classes, options.Width, options.Dropout),
        _ => throw new NotSupportedException($"there is no network of the architecture {options.Architecture}"),
    };

    /// <summary>Learnable numbers of a network.</summary>
    public static long CountParameters(nn.Module network) => network.parameters().Sum(parameter => parameter.NumberOfElements);
}
