using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>How a photo's pixels move.</summary>
/// <param name="Map">From the input to the whole photo, mirrors included; null where the input is the photo's view, mirrored or
/// not.</param>
/// <param name="MirrorX">Whether left and right change places.</param>
/// <param name="MirrorY">Whether top and bottom change places.</param>
internal readonly record struct Movement(AffineMap? Map, bool MirrorX, bool MirrorY);

/// <summary>Draws how photos move.</summary>
internal sealed class Geometry(DataOptions data, Policy policy, int seed)
{
    private readonly AugmentationOptions _options = data.Augmentation;

    // Side of the view as a share of the photo's shorter side.
    private readonly double _kept = data.ResizeSize is { } resize ? (double)data.ImageSize / resize : 1;

    private bool Deforms => _options.Rotation > 0 || _options.Shift > 0 || _options.Shear > 0 || _options.Zoom > 0;

    /// <param name="aspect">The photo's width over its height.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="photo">Its number in the training set.</param>
    public Movement Of(double aspect, int epoch, int photo)
    {
        var flips = new RandomDraws(seed, RandomPurpose.Flip, epoch, photo);
        bool mirrorX = flips.Chance(_options.HorizontalFlip), mirrorY = flips.Chance(_options.VerticalFlip);
        IReadOnlyList<AffineMap> drawn = policy.MovementsOf(epoch, photo);
        if (!Deforms && _options.RandomResizedCrop is null && drawn.Count == 0) return new Movement(null, mirrorX, mirrorY);

        // The last change comes first: a map says where pixels come from.
        AffineMap map = AffineMap.Identity;
        foreach (AffineMap movement in drawn.Reverse()) map = map.Then(movement);
        if (Deforms) map = map.Then(Deformation(epoch, photo));
        if (mirrorX) map = map.Then(AffineMap.MirrorX);
        if (mirrorY) map = map.Then(AffineMap.MirrorY);
        CropBox box = _options.RandomResizedCrop is { } crop
            ? CropBox.Draw(crop, aspect, new RandomDraws(seed, RandomPurpose.Crop, epoch, photo))
            : CropBox.Middle(aspect, _kept);
        return new Movement(map.Then(box.Map), mirrorX, mirrorY);
    }

    /// <summary>Rotation, shift, shear and zoom, composed as Keras' <c>ImageDataGenerator</c> does.</summary>
    private AffineMap Deformation(int epoch, int photo)
    {
        var draws = new RandomDraws(seed, RandomPurpose.Rotation, epoch, photo);
        // Drawn whether asked for or not: one option changes nothing about the others.
        double rotation = draws.Between(-1, 1) * _options.Rotation;
        double right = draws.Between(-1, 1) * _options.Shift, down = draws.Between(-1, 1) * _options.Shift;
        double shear = Math.Tan(draws.Between(-1, 1) * _options.Shear);
        double zoomX = 1 + draws.Between(-1, 1) * _options.Zoom, zoomY = 1 + draws.Between(-1, 1) * _options.Zoom;
        return AffineMap.Zoom(zoomX, zoomY).Then(AffineMap.ShearX(shear)).Then(AffineMap.Shift(right, down))
            .Then(AffineMap.Rotate(rotation));
    }
}
