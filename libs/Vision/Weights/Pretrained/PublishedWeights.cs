using ImageClassifier.Contracts.Experiments;

namespace ImageClassifier.Vision.Weights.Pretrained;

/// <summary>
/// Torchvision's ImageNet weights (<c>IMAGENET1K_V1</c> in torchvision.models). A file's name is that of the network and the first 8 digits
/// of its SHA-256.
/// </summary>
internal static class PublishedWeights
{
    private const string Site = "https://download.pytorch.org/models/";

    /// <summary><c>resnet18-f37072fd.pth</c>.</summary>
    /// <exception cref="InvalidDataException">Nobody publishes weights of the architecture.</exception>
    public static string FileName(Architecture architecture) => architecture switch
    {
        Architecture.Resnet18 => "resnet18-f37072fd.pth",
        Architecture.Resnet34 => "resnet34-b627a593.pth",
        Architecture.Resnet50 => "resnet50-0676ba61.pth",
        Architecture.MobilenetV2 => "mobilenet_v2-b0353104.pth",
        Architecture.Squeezenet1_1 => "squeezenet1_1-b8a52dc0.pth",
        Architecture.Densenet121 => "densenet121-a639ec97.pth",
        Architecture.Googlenet => "googlenet-1378be20.pth",
        _ => throw new InvalidDataException($"nobody publishes ImageNet weights of {architecture}; leave \"pretrained\" out"),
    };

    /// <summary>What the name of any file of the network begins with: <c>resnet18</c>.</summary>
    public static string Name(Architecture architecture) => FileName(architecture).Split('-')[0];

    public static Uri Address(Architecture architecture) => new(Site + FileName(architecture));
}
