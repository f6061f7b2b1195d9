using ImageClassifier.Vision;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training.Teachers;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Features;

/// <summary>How a photo is seen by a frozen backbone.</summary>
/// <param name="Epoch">Whose augmentation it has; null for none.</param>
/// <param name="Mirrored">Left and right changed.</param>
internal readonly record struct PhotoView(int? Epoch, bool Mirrored);

/// <summary>Runs photos through the frozen part of a network, each photo and view once.</summary>
/// <param name="network">Whose <c>FeatureMap</c> and <c>Pool</c> compute.</param>
/// <param name="photos">Of both sides.</param>
/// <param name="preprocessing">Before the network.</param>
/// <param name="augmenter">Of the views.</param>
/// <param name="teacher">Sees the same views; null without one.</param>
/// <param name="store">Features that another job has computed, and a place for these.</param>
/// <param name="pause">Of the thread that computes.</param>
internal sealed class FeatureExtractor(
    ImageNetwork network, PhotoSets photos, Preprocessing preprocessing, Augmenter augmenter, Teacher? teacher, FeatureStore store,
        CollectionPause? pause)
{
    // With one thread libtorch leaves 1×1 convolutions of fewer than 16 photos to a slower routine: MobileNetV2 takes 5 ms a photo instead
    // of 8. With more photos, the maps no longer fit the caches of a CPU.
    private readonly int _batchSize = photos.Training.Device.type == DeviceType.CPU ? 16 : 64;

    /// <param name="views">Of each training photo: 1 is the plain photo, several are what so many epochs would have seen of it.</param>
    /// <param name="mirrored">Whether mirror images are needed too, to measure by both.</param>
    /// <param name="cancellationToken">Looked at after each batch.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public PhotoFeatures Compute(int views, bool mirrored, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        network.eval();
        PhotoView plain = default;
        PhotoView[] measured = mirrored ? [plain, plain with { Mirrored = true }] : [plain];
        PhotoView[] learned = views == 1 ? [plain] : [.. Enumerable.Range(1, views).Select(epoch => new PhotoView(epoch, false))];
        Tensor[] known = Known(photos.Training, "training", measured, cancellationToken);
        var features = new PhotoFeatures(
            views == 1 ? [known[0].alias()] : Known(photos.Training, "training", learned, cancellationToken), photos.Training.Labels,
            teacher is null ? null : [.. learned.Select(view => All(photos.Training, view, teacher.Logits, cancellationToken))],
            known, Known(photos.Validation, "validation", measured, cancellationToken), photos.Validation.Labels);
        foreach (Tensor tensor in (IEnumerable<Tensor>)[.. features.Training, .. features.Teacher
            ?? [], .. features.Plain, .. features.Validation])
            tensor.DetachFromDisposeScope();
        return features;
    }

    private Tensor[] Known(PhotoSet set, string side, IEnumerable<PhotoView> views, CancellationToken cancellationToken) =>
        [.. views.Select(view => store.Find(side, view, set.Count)?.to(set.Device)
            ?? store.Keep(side, view, All(set, view, Features, cancellationToken)))];

    private Tensor All(PhotoSet set, PhotoView view, Func<Tensor, Tensor> compute, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        var batches = new List<Tensor>();
        for (int start = 0; start < set.Count; start += _batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (pause is { IsDue: true }) pause.Collect();
            using DisposeScope inner = NewDisposeScope();
            int[] numbers = [.. Enumerable.Range(start, Math.Min(_batchSize, set.Count - start))];
            Tensor input = view.Epoch is { } epoch
                ? augmenter.Apply(set, numbers, epoch)
                : MemoryLayout.ChannelsLast(preprocessing.Normalize(set.View(numbers)));
            batches.Add(compute(view.Mirrored ? input.flip(3) : input).MoveToOuterDisposeScope());
        }
        return cat(batches.ToArray(), 0).MoveToOuterDisposeScope();
    }

    private Tensor Features(Tensor input) => network.Pool(network.FeatureMap(input)).contiguous();
}
