namespace ImageClassifier.Imaging;

/// <summary>A difference hash of 16 × 16 bits: photos that look alike have hashes that differ in few bits. A bit says that
/// one cell of a grid over the photo is clearly brighter than its left neighbour.</summary>
/// <remarks>Scaling and JPEG change a few bits; unrelated photos differ in about a third of them.</remarks>
public static class PerceptualHash
{
    private const int Columns = 17;
    private const int Rows = 16;

    // In grey levels. Below it a difference is noise, which would fill plain backgrounds with random bits.
    private const double Threshold = 1.5;

    /// <summary>Hashes a photo.</summary>
    /// <param name="rgb">Pixels, [height, width, 3].</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <returns>64 lower-case hex digits, row by row from the upper left, most significant bit first.</returns>
    public static string Of(ReadOnlySpan<byte> rgb, int width, int height)
    {
        Span<double> cells = stackalloc double[Rows * Columns];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++) cells[(row * Columns) + column] = Brightness(rgb, width, height, row, column);
        }
        Span<byte> bits = stackalloc byte[Rows * (Columns - 1) / 8];
        for (int i = 0; i < bits.Length * 8; i++)
        {
            int left = (i / (Columns - 1) * Columns) + (i % (Columns - 1));
            if (cells[left + 1] - cells[left] > Threshold) bits[i / 8] |= (byte)(0x80 >> (i % 8));
        }
        return Convert.ToHexStringLower(bits);
    }

    private static double Brightness(ReadOnlySpan<byte> rgb, int width, int height, int row, int column)
    {
        (int top, int bottom) = Range(row, Rows, height);
        (int left, int right) = Range(column, Columns, width);
        long red = 0, green = 0, blue = 0;
        for (int y = top; y < bottom; y++)
        {
            ReadOnlySpan<byte> pixels = rgb.Slice(((y * width) + left) * 3, (right - left) * 3);
            for (int i = 0; i + 2 < pixels.Length; i += 3)
            {
                red += pixels[i];
                green += pixels[i + 1];
                blue += pixels[i + 2];
            }
        }
        // Luma of ITU-R BT.601.
        return ((0.299 * red) + (0.587 * green) + (0.114 * blue)) / ((long)(bottom - top) * (right - left));
    }

    private static (int Start, int End) Range(int cell, int cells, int length)
    {
        int start = Math.Min((int)((long)cell * length / cells), length - 1);
        return (start, Math.Max(start + 1, (int)((long)(cell + 1) * length / cells)));
    }
}
