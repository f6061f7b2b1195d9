using System.Numerics;

namespace ImageClassifier.Samples.Rendering;

/// <summary>Smooth noise that is a function of place alone.</summary>
internal static class Noise
{
    /// <summary>Value noise in [0, 1] with features of size 1.</summary>
    public static float Value(Vector3 p)
    {
        var cell = new Vector3(MathF.Floor(p.X), MathF.Floor(p.Y), MathF.Floor(p.Z));
        Vector3 f = p - cell;
        f = f * f * (new Vector3(3) - (2 * f));
        int x = (int)cell.X, y = (int)cell.Y, z = (int)cell.Z;
        float near = Mix(Mix(Hash(x, y, z), Hash(x + 1, y, z), f.X), Mix(Hash(x, y + 1, z), Hash(x + 1, y + 1, z), f.X), f.Y);
        float far =
            Mix(Mix(Hash(x, y, z + 1), Hash(x + 1, y, z + 1), f.X), Mix(Hash(x, y + 1, z + 1), Hash(x + 1, y + 1, z + 1), f.X), f.Y);
        return Mix(near, far, f.Z);
    }

    /// <summary>Noise of several sizes added up, in [0, 1].</summary>
    public static float Fractal(Vector3 p, int octaves = 4)
    {
        float sum = 0, weight = 0.5f, total = 0;
        for (int i = 0; i < octaves; i++)
        {
            sum += weight * Value(p);
            total += weight;
            weight *= 0.5f;
            p = (p * 2.03f) + new Vector3(17.1f, 3.7f, 9.2f);
        }
        return sum / total;
    }

    /// <summary>A number in [0, 1) for each lattice point.</summary>
    public static float Hash(int x, int y, int z)
    {
        uint h = unchecked(((uint)x * 374761393u) + ((uint)y * 668265263u) + ((uint)z * 2147483647u));
        h = unchecked((h ^ (h >> 13)) * 1274126177u);
        h ^= h >> 16;
        return (h & 0xFFFFFF) / 16777216f;
    }

    private static float Mix(float a, float b, float t) => a + ((b - a) * t);
}
