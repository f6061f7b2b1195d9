using System.Text.Json;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Vision.Weights.Tensors;

namespace ImageClassifier.Worker.Checkpoints;

/// <summary>
/// Everything that training needs to continue after an epoch as if it had never stopped, in one safetensors file: the weights as
/// <c>model.*</c>, the optimizer's memory as <c>optimizer.*</c>, the average of the weights as <c>average.*</c> where one is kept, the best
/// weights as <c>best.*</c> where those are not the latest, and the epochs' numbers in the metadata. Random numbers and schedules need no
/// state: they follow from the seed, the epoch and the history.
/// </summary>
/// <param name="JobId">What it belongs to.</param>
/// <param name="Epochs">All so far, in order.</param>
/// <param name="BestEpoch">One of them.</param>
/// <param name="Tensors">By name.</param>
internal sealed record Checkpoint(
    string JobId, IReadOnlyList<EpochRecord> Epochs, int BestEpoch, IReadOnlyDictionary<string, SafetensorsTensor> Tensors)
{
    public const string Model = "model.", Optimizer = "optimizer.", Average = "average.", Best = "best.";

    private const string Schema = "2";

    /// <summary>The weights of the best epoch, under the network's own names.</summary>
    public Dictionary<string, SafetensorsTensor> BestWeights()
    {
        bool averaged = Tensors.Keys.Any(name => name.StartsWith(Average, StringComparison.Ordinal));
        string prefix = BestEpoch != Epochs.Count ? Best : averaged ? Average : Model;
        return Tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
    }

    public byte[] ToBytes() => new Safetensors(Tensors, new Dictionary<string, string>
    {
        ["schema"] = Schema,
        ["job"] = JobId,
        ["epoch"] = FormattableString.Invariant($"{Epochs.Count}"),
        ["best_epoch"] = FormattableString.Invariant($"{BestEpoch}"),
        ["tensors"] = FormattableString.Invariant($"{Tensors.Count}"),
        ["history"] = JsonSerializer.Serialize(Epochs, CoreJson.Options),
    }).ToBytes();

    /// <exception cref="InvalidDataException">Not a checkpoint of this job; the message says why.</exception>
    public static Checkpoint Parse(byte[] bytes, string jobId)
    {
        Safetensors file = Safetensors.Read(bytes);
        string Text(string key) => file.Metadata.TryGetValue(key, out string? value)
            ? value
            : throw new InvalidDataException($"has no {key} in its metadata");
        if (Text("schema") != Schema) throw new InvalidDataException($"has schema {Text("schema")}; this version reads {Schema}");
        if (Text("job") != jobId) throw new InvalidDataException($"belongs to job {Text("job")}");
        // What an optimizer has not stepped yet it remembers nothing of, so that nothing else would tell that something is gone.
        if (Text("tensors") != FormattableString.Invariant($"{file.Tensors.Count}"))
            throw new InvalidDataException($"has {file.Tensors.Count} tensors and was written with {Text("tensors")}");
        try
        {
            IReadOnlyList<EpochRecord> epochs = JsonSerializer.Deserialize<List<EpochRecord>>(Text("history"), CoreJson.Options) ?? [];
            bool numbered = epochs.Count > 0 && epochs.Select(epoch => epoch.Epoch).SequenceEqual(Enumerable.Range(1, epochs.Count));
            if (!numbered || !int.TryParse(Text("best_epoch"), out int best) || best < 1 || best > epochs.Count)
                throw new InvalidDataException("has no sound history of epochs");
            return new Checkpoint(jobId, epochs, best, file.Tensors);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"has no sound history of epochs: {e.Message}", e);
        }
    }
}
