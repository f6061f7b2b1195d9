using ImageClassifier.Vision.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Results;

/// <summary>
/// Adds up an epoch's losses and right answers where they are computed: reading a number back makes the program wait for the device, and
/// once an epoch is enough.
/// </summary>
internal sealed class EpochTally : IDisposable
{
    private readonly Tensor _loss, _correct;
    private long _photos;

    public EpochTally(Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        _loss = zeros([], ScalarType.Float64, device).DetachFromDisposeScope();
        _correct = zeros([], ScalarType.Int64, device).DetachFromDisposeScope();
    }

    /// <summary>Mean over the photos so far; not a number once any was.</summary>
    public double Loss => _loss.ToArray<double>()[0] / _photos;

    /// <summary>Share of the photos so far whose likeliest class is their own.</summary>
    public double Accuracy => (double)_correct.ToArray<long>()[0] / _photos;

    /// <param name="loss">Mean of the batch.</param>
    /// <param name="logits">[N, classes].</param>
    /// <param name="labels">[N] int64.</param>
    public void Add(Tensor loss, Tensor logits, Tensor labels)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        long count = logits.shape[0];
        _loss.add_(loss * count);
        _correct.add_(logits.argmax(1).eq(labels).sum());
        _photos += count;
    }

    public void Dispose()
    {
        _loss.Dispose();
        _correct.Dispose();
    }
}
