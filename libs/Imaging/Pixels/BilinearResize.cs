using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace ImageClassifier.Imaging.Pixels;

/// <summary>
/// Scales 8-bit pixels with antialiased bilinear interpolation, bit for bit as Pillow does and torchvision with it: a triangle filter that
/// widens when it shrinks, along the rows first and then along the columns, in fixed-point numbers.
/// </summary>
/// <remarks>Pillow, src/libImaging/Resample.c.</remarks>
internal static class BilinearResize
{
    private const int Fraction = 22, Half = 1 << (Fraction - 1);

    /// <param name="image">[height, width, 3] uint8.</param>
    /// <param name="scaled">Size after scaling.</param>
    /// <param name="kept">Part of it that is computed.</param>
    /// <returns>Planes of red, green and blue: [3, kept.Height, kept.Width] uint8.</returns>
    internal static byte[] Apply(RgbImage image, (int Width, int Height) scaled, Window kept)
    {
        Taps[] columns = TapsOf(image.Width, scaled.Width, kept.Left, kept.Width),
            rows = TapsOf(image.Height, scaled.Height, kept.Top, kept.Height);
        int first = rows[0].First, last = rows[^1].First + rows[^1].Weights.Length;
        byte[] narrowed = Narrow(image, columns, first, last);
        return Flatten(narrowed, kept, rows, first);
    }

    /// <returns>Rows from <paramref name="first"/> to <paramref name="last"/>, scaled along each row: [last − first, columns, 3].</returns>
    private static byte[] Narrow(RgbImage image, Taps[] columns, int first, int last)
    {
        int from = columns[0].First, to = columns[^1].First + columns[^1].Weights.Length;
        var pixels = new Vector128<int>[image.Width];
        byte[] narrowed = new byte[(last - first) * columns.Length * 3];
        int at = 0;
        for (int y = first; y < last; y++)
        {
            ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * image.Width * 3, image.Width * 3);
            for (int x = from; x < to; x++)
            {
                // Four bytes at once; the fourth, of the next pixel, counts nowhere.
                uint four = 3 * x + 4 <= row.Length
                    ? BinaryPrimitives.ReadUInt32LittleEndian(row[(3 * x)..])
                    : row[3 * x] | (uint)row[3 * x + 1] << 8 | (uint)row[3 * x + 2] << 16;
                pixels[x] = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(four).AsByte())).AsInt32();
            }
            foreach (Taps taps in columns)
            {
                Vector128<int> sum = Vector128.Create(Half);
                int[] weights = taps.Weights;
                ReadOnlySpan<Vector128<int>> under = pixels.AsSpan(taps.First, weights.Length);
                for (int k = 0; k < weights.Length; k++) sum += under[k] * weights[k];
                sum >>= Fraction;
                narrowed[at] = (byte)sum[0];
                narrowed[at + 1] = (byte)sum[1];
                narrowed[at + 2] = (byte)sum[2];
                at += 3;
            }
        }
        return narrowed;
    }

    /// <returns>Scaled along each column, and taken apart into planes.</returns>
    private static byte[] Flatten(byte[] narrowed, Window kept, Taps[] rows, int first)
    {
        int stride = kept.Width * 3, count = kept.Width * kept.Height;
        byte[] planes = new byte[3 * count];
        int[] sums = new int[stride];
        for (int y = 0; y < rows.Length; y++)
        {
            Array.Fill(sums, Half);
            for (int k = 0; k < rows[y].Weights.Length; k++)
                Add(sums, narrowed.AsSpan((rows[y].First - first + k) * stride, stride), rows[y].Weights[k]);
            for (int x = 0, from = 0, to = y * kept.Width; x < kept.Width; x++, from += 3, to++)
            {
                planes[to] = (byte)(sums[from] >> Fraction);
                planes[count + to] = (byte)(sums[from + 1] >> Fraction);
                planes[2 * count + to] = (byte)(sums[from + 2] >> Fraction);
            }
        }
        return planes;
    }

    // sums += weight · row.
    private static void Add(Span<int> sums, ReadOnlySpan<byte> row, int weight)
    {
        int i = 0;
        for (; i + 16 <= row.Length; i += 16)
        {
            Vector128<byte> bytes = Vector128.Create(row.Slice(i, 16));
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
            (Vector128<uint> a, Vector128<uint> b) = Vector128.Widen(low);
            (Vector128<uint> c, Vector128<uint> d) = Vector128.Widen(high);
            Span<int> to = sums.Slice(i, 16);
            (Vector128.Create<int>(to) + a.AsInt32() * weight).CopyTo(to);
            (Vector128.Create<int>(to[4..]) + b.AsInt32() * weight).CopyTo(to[4..]);
            (Vector128.Create<int>(to[8..]) + c.AsInt32() * weight).CopyTo(to[8..]);
            (Vector128.Create<int>(to[12..]) + d.AsInt32() * weight).CopyTo(to[12..]);
        }
        for (; i < row.Length; i++) sums[i] += row[i] * weight;
    }

    private static Taps[] TapsOf(int from, int to, int start, int count)
    {
        double scale = (double)from / to, reach = Math.Max(scale, 1);
        var all = new Taps[count];
        for (int i = 0; i < count; i++)
        {
            double centre = (start + i + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - reach + 0.5)), end = Math.Min(from, (int)(centre + reach + 0.5));
            double[] weights = [.. Enumerable.Range(first, end - first).Select(x => Math.Max(0, 1 - Math.Abs((x - centre + 0.5) / reach)))];
            double total = weights.Sum();
            all[i] = new Taps(first, [.. weights.Select(weight => (int)(0.5 + weight / total * (1 << Fraction)))]);
        }
        return all;
    }

    /// <summary>What one result is made of: neighbours from <paramref name="First"/> on, by their weights, which add up to 2^22.</summary>
    private readonly record struct Taps(int First, int[] Weights);
}

/// <summary>A part of a picture.</summary>
internal readonly record struct Window(int Left, int Top, int Width, int Height);
