using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Weights;

/// <summary>Gives a network the weights of a file as far as they fit.</summary>
public static class NetworkWeights
{
    private const string Counter = ".num_batches_tracked";

    /// <summary>
    /// Copies the arrays whose names and shapes are the network's. A classifier is taken whole or not at all: one for other classes
    /// stays fresh.
    /// </summary>
    /// <param name="network">On any device.</param>
    /// <param name="file">Under torchvision's names, also the older ones of its densenets.</param>
    /// <exception cref="InvalidDataException">Less than half of what lies below the classifier fits; the network is unchanged.</exception>
    public static WeightsReport Apply(ImageNetwork network, WeightsFile file)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        Dictionary<string, Tensor> targets = network.state_dict();
        (IReadOnlyDictionary<string, SafetensorsTensor> sources, IReadOnlyList<string> notes) =
            TorchvisionFiles.Adapt(network, file.Tensors);
        bool headFits = targets.Keys.Where(IsHead).All(name => Fits(name));

        string[] loaded = [.. targets.Keys.Where(name => Fits(name) && (headFits || !IsHead(name))).Order(StringComparer.Ordinal)];
        CheckBackbone(network, file, targets.Keys, sources, loaded);
        foreach (string name in loaded) targets[name].copy_(StateDict.ToTensor(sources[name]));
        return new WeightsReport(file.Source, file.Sha256, loaded,
            [.. sources.Keys.Except(loaded).Order(StringComparer.Ordinal).Select(name => new SkippedWeight(name, Reason(name)))],
            [.. targets.Keys.Except(loaded).Order(StringComparer.Ordinal)], notes);

        bool IsHead(string name) => name.StartsWith(network.HeadPrefix, StringComparison.Ordinal);

        bool Fits(string name) => sources.TryGetValue(name, out SafetensorsTensor? source)
            && source.Shape.SequenceEqual(targets[name].shape);

        string Reason(string name) => !targets.TryGetValue(name, out Tensor? target) ? "the network has no such array"
            : Fits(name) ? "the rest of the classifier does not fit"
            : $"[{string.Join(", ", sources[name].Shape)}] instead of [{string.Join(", ", target.shape)}]";
    }

    private static void CheckBackbone(ImageNetwork network, WeightsFile file, IEnumerable<string> targets,
        IReadOnlyDictionary<string, SafetensorsTensor> sources, IEnumerable<string> loaded)
    {
        string[] backbone = [.. targets.Where(Counts).Order(StringComparer.Ordinal)];
        int fitting = loaded.Count(Counts);
        if (2 * fitting >= backbone.Length) return;
        throw new InvalidDataException(
            $"{file.Source}: these weights are of another network than {network.GetName()}: {fitting} of the {backbone.Length} arrays "
                + $"below its classifier are there. "
            + $"The file has {string.Join(", ", sources.Keys.Order(StringComparer.Ordinal).Take(3))}...; the network "
            + $"has {string.Join(", ", backbone.Take(3))}...");

        bool Counts(string name) =>
            !name.StartsWith(network.HeadPrefix, StringComparison.Ordinal) && !name.EndsWith(Counter, StringComparison.Ordinal);
    }
}
