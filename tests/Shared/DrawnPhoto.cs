namespace Shared;

/// <summary>PNG files of simple pictures that tests draw themselves: quick to make, and a small network can tell them apart.</summary>
public static class DrawnPhoto
{
    /// <summary>Noisy stripes whose direction and colour depend on the class; the same arguments give the same bytes.</summary>
    /// <param name="kind">Class, from 0.</param>
    /// <param name="number">Which photo of the class.</param>
    /// <param name="size">Side in pixels.</param>
    public static byte[] Png(int kind, int number, int size = 48)
    {
        var random = new Random(1000 * kind + number);
        int phase = random.Next(8);
        byte[][] rows = [.. Enumerable.Range(0, size).Select(_ => new byte[3 * size])];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int along = (kind % 2 == 0 ? x : y) + phase;
                int bright = along % 8 < 4 ? 170 : 70;
                for (int channel = 0; channel < 3; channel++)
                {
                    int tint = channel == kind % 3 ? 40 : 0;
                    rows[y][3 * x + channel] = (byte)Math.Clamp(bright + tint + random.Next(-40, 41), 0, 255);
                }
            }
        }
        return PngWriter.Write(size, size, bitDepth: 8, PngWriter.Rgb, rows);
    }
}
