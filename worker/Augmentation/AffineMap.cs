namespace ImageClassifier.Worker.Augmentation;

/// <summary>
/// Where a pixel comes from: x' = Xx·x + Xy·y + X0 and y' = Yx·x + Yy·y + Y0. Coordinates run from -1 at a picture's left or upper edge to
/// 1 at its right or lower edge, so a map that makes the picture larger has factors below 1.
/// </summary>
internal readonly record struct AffineMap(double Xx, double Xy, double X0, double Yx, double Yy, double Y0)
{
    public static AffineMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    public static AffineMap MirrorX { get; } = new(-1, 0, 0, 0, 1, 0);

    public static AffineMap MirrorY { get; } = new(1, 0, 0, 0, -1, 0);

    /// <summary>Turns the picture counter-clockwise.</summary>
    public static AffineMap Rotate(double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        return new AffineMap(cos, -sin, 0, sin, cos, 0);
    }

    /// <summary>Moves the picture right and down, by shares of its side.</summary>
    public static AffineMap Shift(double right, double down) => new(1, 0, -2 * right, 0, 1, -2 * down);

    /// <summary>Looks at <paramref name="x"/> times as much of the width and <paramref name="y"/> times as much of the height.</summary>
    public static AffineMap Zoom(double x, double y) => new(x, 0, 0, 0, y, 0);

    /// <summary>Leans vertical lines by an angle with this tangent; the row at <paramref name="fixedY"/> stays.</summary>
    public static AffineMap ShearX(double tangent, double fixedY = 0) => new(1, tangent, -tangent * fixedY, 0, 1, 0);

    /// <summary>Leans horizontal lines by an angle with this tangent; the column at <paramref name="fixedX"/> stays.</summary>
    public static AffineMap ShearY(double tangent, double fixedX = 0) => new(1, 0, 0, tangent, 1, -tangent * fixedX);

    /// <summary>The map that looks up here first, and there where <paramref name="next"/> says.</summary>
    public AffineMap Then(AffineMap next) => new(
        next.Xx * Xx + next.Xy * Yx, next.Xx * Xy + next.Xy * Yy, next.Xx * X0 + next.Xy * Y0 + next.X0,
        next.Yx * Xx + next.Yy * Yx, next.Yx * Xy + next.Yy * Yy, next.Yx * X0 + next.Yy * Y0 + next.Y0);
}
