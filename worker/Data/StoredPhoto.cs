using ImageClassifier.Imaging;

namespace ImageClassifier.Worker.Data;

/// <summary>A photo of a manifest.</summary>
/// <param name="Jpeg">Its file.</param>
/// <param name="Decoded">With the pixels of the file, where it was decoded already; they are squared then without decoding it
/// again.</param>
internal readonly record struct StoredPhoto(ReadOnlyMemory<byte> Jpeg, NormalizedPhoto? Decoded = null)
{
    /// <inheritdoc cref="PhotoPixels.LoadSquares"/>
    public (IReadOnlyList<byte[]> Squares, double AspectRatio) Squares(IReadOnlyList<PhotoSquare> squares) => Decoded is { } photo
        ? PhotoPixels.SquaresOf(photo.Rgb, photo.Width, photo.Height, squares)
        : PhotoPixels.LoadSquares(Jpeg, squares);
}
