using ImageClassifier.Vision.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Optimization;

/// <summary>
/// An exponential moving average of a network's weights (Polyak and Juditsky 1992), buffers included, that is validated and kept in their
/// place.
/// </summary>
internal sealed class MovingAverage : IDisposable
{
    private readonly double _decay;
    private readonly (Tensor Average, Tensor Latest)[] _pairs;

    /// <param name="network">What is averaged.</param>
    /// <param name="average">Another network of the kind, which becomes the average and is disposed with it; it begins as a copy.</param>
    /// <param name="decay">For each step, in (0, 1).</param>
    /// <param name="lowest">Stages below it never change, and an average of the same number is not the same number to the last bit.</param>
    public MovingAverage(ImageNetwork network, ImageNetwork average, double decay, int lowest)
    {
        (Network, _decay) = (average, decay);
        Dictionary<string, Tensor> latest = network.state_dict();
        using IDisposable ungraded = no_grad();
        Dictionary<string, Tensor> averages = average.state_dict();
        foreach ((string name, Tensor averaged) in averages) averaged.copy_(latest[name]);
        _pairs = [.. averages.Where(entry => network.StageOf(entry.Key) >= lowest).Select(entry => (entry.Value, latest[entry.Key]))];
    }

    public ImageNetwork Network { get; }

    /// <summary>Takes in the weights after an optimizer step.</summary>
    /// <param name="step">From 1, since the average began. The first steps count for more, else the average would be of the beginning for
    /// long.</param>
    public void Update(int step)
    {
        double decay = Math.Min(_decay, (1.0 + step) / (10.0 + step));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        foreach ((Tensor averaged, Tensor value) in _pairs)
        {
            // The number of batches that a norm has seen is a count and has no average.
            if (averaged.is_floating_point()) averaged.mul_(decay).add_(value, alpha: 1 - decay);
            else averaged.copy_(value);
        }
    }

    public void Dispose() => Network.Dispose();
}
