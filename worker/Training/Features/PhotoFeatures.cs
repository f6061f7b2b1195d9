using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Features;

/// <summary>
/// What a frozen backbone makes of photos, on the device: [N, F] each, or [N, C, h, w] for a classifier that takes a map. Owns its tensors
/// but for the labels.
/// </summary>
/// <param name="Training">For each view that epochs take in turn.</param>
/// <param name="TrainingLabels">[N] int64; the photo set's.</param>
/// <param name="Teacher">For each of these views, [N, classes] logits of the teacher; null without one.</param>
/// <param name="Plain">Of the training photos without augmentation, and of their mirror images where both are averaged.</param>
/// <param name="Validation">Of the validation photos, as <paramref name="Plain"/>.</param>
/// <param name="ValidationLabels">The photo set's.</param>
internal sealed record PhotoFeatures(
    IReadOnlyList<Tensor> Training, Tensor TrainingLabels, IReadOnlyList<Tensor>? Teacher, IReadOnlyList<Tensor> Plain,
    IReadOnlyList<Tensor> Validation, Tensor ValidationLabels) : IDisposable
{
    public void Dispose()
    {
        foreach (Tensor tensor in (IEnumerable<Tensor>)[.. Training, .. Teacher ?? [], .. Plain, .. Validation]) tensor.Dispose();
    }
}
