using System.Security.Cryptography;
using System.Text.Json;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Training.Teachers;

/// <summary>A finished run that another network learns from: its card and its weights, not yet a network.</summary>
/// <param name="Name">As the experiment names it.</param>
internal sealed record TeacherModel(string Name, ModelCard Card, byte[] Weights)
{
    /// <param name="name">As the experiment names it.</param>
    /// <param name="place">Of the card, for messages.</param>
    /// <param name="card">Content of <c>model.json</c>.</param>
    /// <param name="weights">Content of <c>model.safetensors</c>.</param>
    /// <exception cref="WorkerException">The card is not sound.</exception>
    public static TeacherModel Parse(string name, string place, byte[] card, byte[] weights)
    {
        try
        {
            return JsonSerializer.Deserialize<ModelCard>(card, CoreJson.Options) is { } sound
                ? new TeacherModel(name, sound, weights)
                : throw new WorkerException($"{place} is empty; train the teacher again");
        }
        catch (JsonException e)
        {
            throw new WorkerException($"{place} does not describe a model: {e.Message}", e);
        }
    }

    /// <summary>A folder with <c>model.json</c> and <c>model.safetensors</c>, as training on a folder leaves it.</summary>
    /// <exception cref="WorkerException">There is none, or it is not sound.</exception>
    public static async Task<TeacherModel> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        string card = Path.Combine(folder, "model.json"), weights = Path.Combine(folder, "model.safetensors");
        foreach (string file in new[] { card, weights })
            if (!File.Exists(file)) throw new WorkerException($"the teacher has no {file}; name the folder of a finished training");
        return Parse(folder, card, await File.ReadAllBytesAsync(card, cancellationToken),
            await File.ReadAllBytesAsync(weights, cancellationToken));
    }

    /// <summary>Its classes must be these in this order, and its photos normalized as those of training.</summary>
    /// <exception cref="WorkerException">It cannot teach these photos.</exception>
    public void Check(IReadOnlyList<string> classes, PhotoNormalization normalization)
    {
        if (!Card.Classes.SequenceEqual(classes, StringComparer.Ordinal))
        {
            throw new WorkerException(
                $"the teacher {Name} knows {string.Join(", ", Card.Classes)} and the photos show {string.Join(", ", classes)}; "
                + "name a teacher that was trained on the same classes");
        }
        if (!Card.Mean.SequenceEqual(normalization.Mean) || !Card.Std.SequenceEqual(normalization.Std))
            throw new WorkerException($"the teacher {Name} was trained on photos of another normalization; name another teacher");
        string digest = Convert.ToHexStringLower(SHA256.HashData(Weights));
        if (digest != Card.WeightsSha256)
            throw new WorkerException(
                $"the weights of the teacher {Name} have the digest {digest} and its card says {Card.WeightsSha256}; train it again");
    }
}
