using ImageClassifier.Contracts.Experiments;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>Builds the networks that an experiment can ask for.</summary>
public static class NetworkFactory
{
    /// <summary>A network with fresh weights from torch's random generator, in main memory and in training mode.</summary>
    /// <param name="options">What to build; its pretrained weights are not loaded here.</param>
    /// <param name="classes">Number of outputs.</param>
    /// <returns>From [N, 3, H, W] normalized photos to [N, classes] logits; the caller disposes it.</returns>
    public static ImageNetwork Create(ModelOptions options, int classes)
    {
        ImageNetwork network = options.Architecture switch
        {
            Architecture.SmallCnn => new SmallCnn(classes, options.Width, options.Dropout, options.BlockDropout),
            Architecture.Resnet18 => Resnet.With18Layers(classes, options.Dropout),
            Architecture.Resnet34 => Resnet.With34Layers(classes, options.Dropout),
            Architecture.Resnet50 => Resnet.With50Layers(classes, options.Dropout),
            Architecture.MobilenetV2 => new MobilenetV2(classes, options.Dropout),
            Architecture.Squeezenet1_1 => new Squeezenet(classes, options.Dropout),
            Architecture.Densenet121 => new Densenet(classes, options.Dropout),
            Architecture.Googlenet => new Googlenet(classes, options.Dropout),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Architecture, "is not an architecture"),
        };
        network.Precision = options.Precision;
        return network;
    }

    /// <summary>Trainable parameters of a network.</summary>
    public static long CountParameters(nn.Module network) => network.parameters().Sum(parameter => parameter.NumberOfElements);
}
