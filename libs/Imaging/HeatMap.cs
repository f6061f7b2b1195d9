namespace ImageClassifier.Imaging;

/// <summary>How much each place of a picture counts.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Values">Row after row, in [0, 1].</param>
public sealed record HeatMap(int Width, int Height, IReadOnlyList<float> Values)
{
    /// <summary>The value at a point of a picture that the map covers, bilinear between the middles of its cells.</summary>
    /// <param name="x">In [0, 1] from left to right.</param>
    /// <param name="y">In [0, 1] from top to bottom.</param>
    public float At(double x, double y)
    {
        double column = Math.Clamp(x * Width - 0.5, 0, Width - 1), row = Math.Clamp(y * Height - 0.5, 0, Height - 1);
        int left = (int)column, top = (int)row, right = Math.Min(left + 1, Width - 1), bottom = Math.Min(top + 1, Height - 1);
        double dx = column - left, dy = row - top;
        return (float)((1 - dy) * ((1 - dx) * Value(left, top) + dx * Value(right, top)) + dy
            * ((1 - dx) * Value(left, bottom) + dx * Value(right, bottom)));
    }

    private float Value(int column, int row) => Values[row * Width + column];
}
