using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights.Tensors;

namespace ImageClassifier.Vision.Weights;

/// <summary>What torchvision does with its own published files before a network takes them.</summary>
internal static partial class TorchvisionFiles
{
    private const string Stem = "conv1.conv.weight", StemMean = "conv1.bn.running_mean", Auxiliary = "aux1.";

    // Torchvision's GoogLeNet rescales photos from ImageNet's mean and std to (x - 0.5) / 0.5 (torchvision.models.googlenet,
    // _transform_input): channel by channel x' = Scale * x + Shift.
    private static readonly double[] Scale = [0.229 / 0.5, 0.224 / 0.5, 0.225 / 0.5],
        Shift = [(0.485 - 0.5) / 0.5, (0.456 - 0.5) / 0.5, (0.406 - 0.5) / 0.5];

    /// <summary>The arrays under today's names and for our input, and notes on what was changed.</summary>
    public static (IReadOnlyDictionary<string, SafetensorsTensor> Tensors, IReadOnlyList<string> Notes) Adapt(
        ImageNetwork network, IReadOnlyDictionary<string, SafetensorsTensor> tensors)
    {
        // Names with dots in them are of 2017; they are still in the densenets' files.
        var adapted = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        foreach ((string name, SafetensorsTensor tensor) in tensors) adapted.TryAdd(OldDenseLayer().Replace(name, "$1$2"), tensor);

        // Only the published file has auxiliary classifiers, and it is trained on rescaled photos; ours are not rescaled.
        if (network is not Googlenet || !adapted.Keys.Any(name => name.StartsWith(Auxiliary, StringComparison.Ordinal)))
            return (adapted, []);
        return RescaleInput(adapted)
            ? (adapted,
                [$"{Stem} and {StemMean} were adapted to photos of ImageNet's mean and std, which torchvision rescales for this file"])
            : (adapted, []);
    }

    /// <summary>
    /// Builds the rescaling into the first convolution: its weights times the scale; and what the shift would add to a channel is taken
    /// from the running mean that the batch norm subtracts. Exact but for the zeros around a photo's edge.
    /// </summary>
    private static bool RescaleInput(Dictionary<string, SafetensorsTensor> tensors)
    {
        if (!tensors.TryGetValue(Stem, out SafetensorsTensor? stem) || stem.Type != SafetensorsType.F32
            || stem.Shape is not [var outputs, 3, var height, var width]) return false;
        if (!tensors.TryGetValue(StemMean, out SafetensorsTensor? mean) || mean.Type != SafetensorsType.F32
            || mean.Shape is not [var means] || means != outputs) return false;
        float[] weights = Floats(stem), shifted = Floats(mean);
        long taps = height * width;
        for (long i = 0; i < weights.Length; i++)
        {
            long channel = i / taps % 3, output = i / (3 * taps);
            shifted[output] -= (float)(weights[i] * Shift[channel]);
            weights[i] = (float)(weights[i] * Scale[channel]);
        }
        tensors[Stem] = new SafetensorsTensor(SafetensorsType.F32, stem.Shape, MemoryMarshal.AsBytes<float>(weights).ToArray());
        tensors[StemMean] = new SafetensorsTensor(SafetensorsType.F32, mean.Shape, MemoryMarshal.AsBytes<float>(shifted).ToArray());
        return true;
    }

    private static float[] Floats(SafetensorsTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();

    [GeneratedRegex(@"^(.*denselayer\d+\.(?:norm|relu|conv))\.([12]\.(?:weight|bias|running_mean|running_var))$",
        RegexOptions.CultureInvariant)]
    private static partial Regex OldDenseLayer();
}
