using ImageClassifier.Imaging;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Explanation;

/// <summary>
/// Where a network looked: gradient-weighted class activation mapping (Selvaraju et al. 2017). Only what follows the last map of features
/// is differentiated, so a frozen network can be asked as well, and it costs little more than an answer.
/// </summary>
public static class GradCam
{
    /// <param name="network">In evaluation mode.</param>
    /// <param name="input">[1, 3, H, W], normalized, on the network's device.</param>
    /// <param name="classIndex">The class whose logit is explained.</param>
    /// <returns>The ReLU of the weighted map, [h, w], scaled so that its largest value is 1; all zeros where nothing spoke for the
    /// class.</returns>
    public static HeatMap Of(ImageNetwork network, Tensor input, int classIndex)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor map;
        using (no_grad()) map = network.FeatureMap(input).detach();
        using (enable_grad())
        {
            map.requires_grad = true;
            Tensor logit = network.Classify(network.Pool(map)).narrow(1, classIndex, 1).sum();
            Tensor gradient = autograd.grad([logit], [map])[0];
            using IDisposable ungraded = no_grad();
            // Eq. 1 and 2: each channel counts by the mean of its gradient.
            Tensor heat = nn.functional.relu(map.detach().mul(gradient.mean([2, 3], keepdim: true)).sum(1));
            float[] values = heat.contiguous().ToArray<float>();
            float largest = values.Max();
            return new HeatMap((int)map.shape[3], (int)map.shape[2], [.. values.Select(value => largest > 0 ? value / largest : 0)]);
        }
    }
}
