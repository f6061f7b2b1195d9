using System.Security.Cryptography;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Imaging;
using ImageClassifier.Vision.Explanation;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Vision;

/// <summary>A trained network that says what is on a photo. Safe to call from many threads.</summary>
public sealed class ImageClassifierModel : IDisposable
{
    private readonly PhotoNormalizer _normalizer;
    private readonly ImageNetwork _network;
    private readonly Preprocessing _preprocessing;
    private readonly Device _device;

    // One forward pass at a time: each uses all cores by itself, and none may run while the network is disposed.
    private readonly Lock _inference = new();
    private bool _disposed;

    private ImageClassifierModel(ModelCard card, ImageNetwork network, Device device, PhotoLimits limits)
    {
        (Card, _network, _device) = (card, network, device);
        // What is accepted is the server's affair; what becomes of it is the network's.
        _normalizer = new PhotoNormalizer(limits with { StoredShortSide = card.StoredShortSide, JpegQuality = card.JpegQuality });
        _preprocessing = new Preprocessing(card.Mean, card.Std, device);
    }

    public ModelCard Card { get; }

    /// <summary>Builds the network that the card describes and gives it its weights.</summary>
    /// <param name="card">Of the model.</param>
    /// <param name="weights">Content of the safetensors file.</param>
    /// <param name="device">Main memory by default.</param>
    /// <param name="limits">Which photos are accepted; how they are normalized says the card.</param>
    /// <exception cref="InvalidDataException">These are not the weights that the card speaks of, or not sound.</exception>
    public static ImageClassifierModel Load(ModelCard card, byte[] weights, Device? device = null, PhotoLimits? limits = null)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(weights));
        if (digest != card.WeightsSha256)
            throw new InvalidDataException(
                $"the weights of model {card.JobId} have the digest {digest}; its card says {card.WeightsSha256}");
        if (!(card.Temperature > 0) || !double.IsFinite(card.Temperature))
            throw new InvalidDataException(
                FormattableString.Invariant($"the card of model {card.JobId} has a temperature of {card.Temperature}; it must be above 0"));
        if (card.Mean.Count != 3 || card.Std.Count != 3 || card.Std.Any(value => !(value > 0)))
            throw new InvalidDataException($"the card of model {card.JobId} has no mean and std of three channels, std above 0");
        Safetensors file = Safetensors.Read(weights);
        Device target = device ?? CPU;
        ImageNetwork network = NetworkFactory.Create(card.Experiment.Model, card.Classes.Count);
        try
        {
            StateDict.Load(network, file.Tensors);
            network.eval();
            return new ImageClassifierModel(card, network.to(target), target, limits ?? new PhotoLimits());
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>What a photo shows, most likely class first.</summary>
    /// <param name="photo">A file as a person has it: JPEG, PNG, WebP or GIF of any size within the upload limits.</param>
    /// <param name="topK">Classes to name at most.</param>
    /// <exception cref="PhotoRejectedException">The bytes are not a usable photo.</exception>
    public IReadOnlyList<Prediction> Predict(ReadOnlyMemory<byte> photo, int topK = 5)
    {
        // The photo goes the way of an upload, so that the network sees what it would have been trained on.
        NormalizedPhoto normalized = _normalizer.Normalize(photo) switch
        {
            NormalizationResult.Accepted accepted => accepted.Photo,
            NormalizationResult.Rejected rejected => throw new PhotoRejectedException(rejected.Rejection),
            var other => throw new InvalidOperationException($"a photo can be accepted or rejected, not {other}"),
        };
        float[] probabilities = Forward(Preprocessing.LoadPixels(normalized.Jpeg, Card.Experiment.Data));
        return
        [
            .. probabilities.Select((probability, k) => new Prediction(Card.Classes[k], probability))
                .OrderByDescending(prediction => prediction.Probability).Take(topK),
        ];
    }

    /// <summary>Which places of a photo spoke for a class; see <see cref="GradCam"/>.</summary>
    /// <param name="jpeg">A stored photo, which was normalized already.</param>
    /// <param name="classIndex">The class, by its place in the card.</param>
    public HeatMap Explain(ReadOnlyMemory<byte> jpeg, int classIndex)
    {
        byte[] rgb = Preprocessing.LoadPixels(jpeg, Card.Experiment.Data);
        lock (_inference)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            using DisposeScope scope = NewDisposeScope();
            return GradCam.Of(_network, Input(rgb), classIndex);
        }
    }

    public void Dispose()
    {
        lock (_inference)
        {
            if (_disposed) return;
            _disposed = true;
            _preprocessing.Dispose();
            _network.Dispose();
        }
    }

    private float[] Forward(byte[] rgb)
    {
        lock (_inference)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            using DisposeScope scope = NewDisposeScope();
            using IDisposable inference = inference_mode();
            Tensor logits = Inference.Logits(_network, Input(rgb), Card.Experiment.Data.TestTimeAugmentation);
            return Softmax.Of(logits.ToArray<float>(), Card.Temperature);
        }
    }

    // [1, 3, size, size]
    private Tensor Input(byte[] rgb) =>
        _preprocessing.Normalize(tensor(rgb, [1, 3, Card.Experiment.Data.ImageSize, Card.Experiment.Data.ImageSize]).to(_device));
}
