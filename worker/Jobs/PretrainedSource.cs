using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Pretrained;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Jobs;

/// <summary>The weights that networks begin with, and a few lines on what of them was taken.</summary>
/// <param name="files">A job's files; null where there is no storage to read blobs from.</param>
/// <param name="say">Takes the lines.</param>
internal sealed class PretrainedSource(JobFiles? files, Action<string> say)
{
    // One for the process, as its makers advise: it keeps connections.
    private static readonly HttpClient Http = new();

    /// <summary>Reads the weights that the options name, before anything is trained.</summary>
    /// <returns>What gives them to a network; null where the options name none.</returns>
    /// <exception cref="WorkerException">They cannot be had, or are not what the digest says; the function throws where they are of another
    /// network.</exception>
    public async Task<Action<ImageNetwork>?> ReadAsync(ModelOptions options, CancellationToken cancellationToken)
    {
        var pretrained = new PretrainedWeights(WeightsFolders.FromEnvironment(Environment.GetEnvironmentVariable), Http, files is null
            ? null : files.ReadWeightsAsync);
        try
        {
            return await pretrained.ReadAsync(options, cancellationToken) is { } file ? network => Give(network, file) : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new WorkerException(e.Message, e);
        }
    }

    private void Give(ImageNetwork network, WeightsFile file)
    {
        try
        {
            foreach (string line in NetworkWeights.Apply(network, file).ToLines()) say(line);
        }
        catch (InvalidDataException e)
        {
            throw new WorkerException(e.Message, e);
        }
    }
}
