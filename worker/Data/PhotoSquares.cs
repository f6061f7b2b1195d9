using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Imaging;
using ImageClassifier.Vision;

namespace ImageClassifier.Worker.Data;

/// <summary>Which squares of a photo an experiment needs decoded.</summary>
internal static class PhotoSquares
{
    /// <summary>The view that validation and serving see, and <see cref="Whole"/> where augmentation moves pixels.</summary>
    public static IReadOnlyList<PhotoSquare> Of(DataOptions data) =>
        MovesPixels(data.Augmentation) ? [Preprocessing.View(data), Whole(data)] : [Preprocessing.View(data)];

    /// <summary>The whole photo, squeezed into a square of the length that a view's shorter side is scaled to.</summary>
    public static PhotoSquare Whole(DataOptions data) =>
        new(ResizeFit.Squash, Preprocessing.View(data).Resize, Preprocessing.View(data).Resize);

    /// <summary>Whether something moves pixels, so that a photo's view is not enough.</summary>
    private static bool MovesPixels(AugmentationOptions options) =>
        options.Rotation > 0 || options.Shift > 0 || options.Shear > 0 || options.Zoom > 0
        || options.RandomResizedCrop is not null || options.RandAugment is not null || options.TrivialAugmentWide;
}
