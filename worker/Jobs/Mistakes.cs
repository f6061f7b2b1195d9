using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Imaging;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Vision;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Worker.Runtime;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Jobs;

/// <summary>Shows and explains the mistakes of a finished network.</summary>
internal static class Mistakes
{
    /// <param name="card">Of the network.</param>
    /// <param name="weights">Content of its weights file.</param>
    /// <param name="predictions">Its answers for the validation photos.</param>
    /// <param name="read">The stored photo of an answer.</param>
    /// <param name="torch">Does torch's work.</param>
    /// <param name="device">Where it is done.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<MistakeGallery> ExplainAsync(
        ModelCard card, byte[] weights, ValidationPredictions predictions,
            Func<PhotoPrediction, CancellationToken, Task<ReadOnlyMemory<byte>>> read,
        TorchThread torch, Device device, CancellationToken cancellationToken)
    {
        PhotoPrediction[] all = [.. predictions.Mistakes()];
        var shown = new List<(PhotoPrediction Mistake, ReadOnlyMemory<byte> Photo)>();
        foreach (PhotoPrediction mistake in all.Take(MistakeGallery.Most)) shown.Add((mistake, await read(mistake, cancellationToken)));
        return new MistakeGallery
        {
            JobId = predictions.JobId,
            Photos = predictions.Photos.Count,
            Wrong = all.Length,
            Shown = shown.Count == 0 ? [] : await torch.Run(() =>
            {
                using ImageClassifierModel model = ImageClassifierModel.Load(card, weights, device);
                return shown.Select(entry => Explain(model, predictions, entry.Mistake, entry.Photo)).ToArray();
            }),
        };
    }

    private static MistakePicture Explain(ImageClassifierModel model, ValidationPredictions predictions, PhotoPrediction mistake,
        ReadOnlyMemory<byte> photo)
    {
        DataOptions data = model.Card.Experiment.Data;
        double visible = (double)data.ImageSize / (data.ResizeSize ?? data.ImageSize);
        int answer = mistake.Predicted();
        PhotoPictures pictures = PhotoPictures.Of(photo, MistakeGallery.Side, visible, model.Explain(photo, answer));
        return new MistakePicture(mistake.Upload, predictions.Classes[mistake.Actual], predictions.Classes[answer],
            mistake.Confidence(predictions.Temperature), pictures.Photo, pictures.Overlay);
    }
}
