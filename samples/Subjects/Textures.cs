using System.Numerics;
using ImageClassifier.Samples.Rendering;

namespace ImageClassifier.Samples.Subjects;

/// <summary>What tables, carpets and walls are made of.</summary>
internal static class Textures
{
    public static Material Floor(Random random) => random.Next(10) switch
    {
        0 or 1 => Wood(random),
        3 => Cloth(random),
        4 => Tiles(random),
        5 => Stone(random),
        6 => Carpet(random),
        7 when random.Likely(0.5f) => Paper(random),
        _ => Plain(random),
    };

    public static Material Wall(Random random) => random.Next(10) switch
    {
        0 => Bricks(random),
        1 => Stripes(random),
        2 => Shelf(random),
        3 => Stone(random),
        _ => Plain(random),
    };

    private static Material Wood(Random random)
    {
        Vector3 light = Chance.Hue(random.Between(0.06f, 0.11f), random.Between(0.35f, 0.6f), random.Between(0.45f, 0.9f));
        Vector3 dark = light * random.Between(0.35f, 0.6f);
        float plank = random.Between(0.8f, 2.2f);
        Matrix4x4 turn = Turned(random);
        return new Material
        {
            Gloss = random.Between(0.02f, 0.12f),
            Shine = 40,
            Colour = at =>
            {
                Vector3 p = Vector3.Transform(at, turn);
                int board = (int)MathF.Floor(p.X / plank);
                var grain = new Vector3(p.X * 9, board * 7.3f, (p.Z * 0.7f) + (board * 3.1f));
                float rings = MathF.Sin((Noise.Fractal(grain * 0.4f, 3) * 22) + (p.X * 6));
                float shade = (0.5f + (0.5f * rings)) * 0.55f + (0.45f * Noise.Fractal(grain * 2.5f, 2));
                float gap = MathF.Abs((p.X / plank) - MathF.Floor(p.X / plank) - 0.5f) > 0.488f ? 0.35f : 1;
                return Vector3.Lerp(dark, light, shade) * (gap * (0.85f + (0.3f * Noise.Hash(board, 1, 2))));
            },
        };
    }

    private static Material Cloth(Random random)
    {
        Vector3 a = random.Muted(), b = Vector3.Lerp(a, random.Neutral(), 0.4f);
        float size = random.Between(0.15f, 0.8f);
        Matrix4x4 turn = Turned(random);
        return Material.Patterned(at =>
        {
            Vector3 p = Vector3.Transform(at, turn);
            float x = Band(p.X / size), z = Band(p.Z / size), thread = 0.88f + (0.12f * MathF.Sin(p.X * 90) * MathF.Sin(p.Z * 90));
            return Vector3.Lerp(a, b, 0.5f * (x + z)) * thread;
        });
    }

    private static Material Tiles(Random random)
    {
        Vector3 a = random.Neutral(), b = Vector3.Lerp(a, random.Muted(), random.Between(0, 0.4f)), joint = a * 0.6f;
        float size = random.Between(0.7f, 2);
        Matrix4x4 turn = Turned(random);
        return new Material
        {
            Gloss = 0.1f,
            Shine = 80,
            Colour = at =>
            {
                Vector3 p = Vector3.Transform(at, turn) / size;
                (float fx, float fz) = (p.X - MathF.Floor(p.X), p.Z - MathF.Floor(p.Z));
                if (MathF.Min(fx, fz) < 0.03f) return joint;
                bool odd = (((int)MathF.Floor(p.X) + (int)MathF.Floor(p.Z)) & 1) == 0;
                return (odd ? a : b) * (0.85f + (0.2f * Noise.Fractal(at * 3, 3)));
            },
        };
    }

    private static Material Stone(Random random)
    {
        Vector3 a = random.Neutral(), b = Vector3.Lerp(a, random.Muted(), 0.3f) * random.Between(0.4f, 1.4f);
        float size = random.Between(0.6f, 3);
        return Material.Patterned(p =>
        {
            float vein = MathF.Abs(MathF.Sin((p.X + p.Y + (Noise.Fractal(p * size, 4) * 6)) * 1.5f));
            return Vector3.Lerp(a, b, MathF.Pow(vein, 3)) * (0.9f + (0.2f * Noise.Value(p * 30)));
        });
    }

    private static Material Carpet(Random random)
    {
        Vector3 a = random.Muted() * 0.8f;
        return Material.Patterned(p => a * (0.45f + (0.9f * Noise.Value(p * 22)) + (0.25f * Noise.Value(p * 3))));
    }

    // Printed pages: lines of words and a picture or two.
    private static Material Paper(Random random)
    {
        Vector3 ink = new(0.05f), page = new(0.75f, 0.73f, 0.68f);
        Matrix4x4 turn = Turned(random);
        float line = random.Between(0.08f, 0.16f);
        return Material.Patterned(at =>
        {
            Vector3 p = Vector3.Transform(at, turn);
            int row = (int)MathF.Floor(p.Z / line), column = (int)MathF.Floor(p.X / 1.4f);
            float inColumn = (p.X / 1.4f) - column, inRow = (p.Z / line) - row;
            bool picture = Noise.Hash(column, row / 9, 5) > 0.8f;
            if (inColumn > 0.92f) return page;
            if (picture) return new Vector3(0.15f + (0.5f * Noise.Fractal(p * 3, 3)));
            bool word = Noise.Hash((int)MathF.Floor(p.X / line * 1.6f), row, 3) > 0.18f;
            return inRow is > 0.25f and < 0.72f && word ? Vector3.Lerp(page, ink, 0.75f) : page;
        });
    }

    private static Material Plain(Random random)
    {
        Vector3 a = random.Likely(0.6f) ? random.Neutral() : random.Muted();
        float stain = random.Between(0.03f, 0.2f);
        return Material.Patterned(p => a * (1 - stain + (2 * stain * Noise.Fractal(p * 0.8f, 3))));
    }

    private static Material Bricks(Random random)
    {
        Vector3 brick = Chance.Hue(random.Between(0, 0.08f), random.Between(0.2f, 0.6f), random.Between(0.4f, 0.8f)), mortar = new(0.4f);
        return Material.Patterned(p =>
        {
            float y = p.Y / 0.4f;
            int row = (int)MathF.Floor(y);
            float x = (p.X / 1.1f) + (row * 0.5f);
            if (y - row < 0.1f || x - MathF.Floor(x) < 0.05f) return mortar;
            return brick * (0.6f + (0.5f * Noise.Hash((int)MathF.Floor(x), row, 0)) + (0.2f * Noise.Value(p * 12)));
        });
    }

    private static Material Stripes(Random random)
    {
        Vector3 a = random.Neutral(), b = Vector3.Lerp(a, random.Muted(), 0.5f);
        float width = random.Between(0.2f, 0.9f);
        return Material.Patterned(p => Vector3.Lerp(a, b, Band(p.X / width)) * (0.9f + (0.15f * Noise.Fractal(p * 2, 2))));
    }

    // Backs of books on boards, out of reach.
    private static Material Shelf(Random random)
    {
        float height = random.Between(1.3f, 2.2f);
        int seed = random.Next(1000);
        Vector3 board = Chance.Hue(0.08f, 0.5f, random.Between(0.3f, 0.7f));
        return Material.Patterned(p =>
        {
            int row = (int)MathF.Floor(p.Y / height);
            float inRow = (p.Y / height) - row;
            int book = (int)MathF.Floor((p.X + (Noise.Hash(row, seed, 4) * 3)) / 0.28f);
            if (inRow < 0.08f) return board;
            if (inRow > 0.55f + (0.4f * Noise.Hash(book, row, seed))) return board * 0.15f;
            return Chance.Hue(Noise.Hash(book, row, seed + 1), 0.45f, 0.2f + (0.5f * Noise.Hash(book, row, seed + 2)));
        });
    }

    private static float Band(float x) => x - MathF.Floor(x) < 0.5f ? 1 : 0;

    private static Matrix4x4 Turned(Random random) => Matrix4x4.CreateRotationY(random.Between(0, MathF.Tau));
}
