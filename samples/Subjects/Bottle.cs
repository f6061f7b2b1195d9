using System.Numerics;
using ImageClassifier.Samples.Rendering;

namespace ImageClassifier.Samples.Subjects;

/// <summary>A bottle: body, shoulder, neck and cap, of glass or plastic, standing or lying, with or without a label.</summary>
internal static class Bottle
{
    public static Model Build(Random random)
    {
        float radius = random.Between(0.3f, 0.5f), body = random.Between(0.9f, 1.5f), shoulder = random.Between(0.2f, 0.6f);
        float neck = random.Between(0.1f, 0.17f), throat = random.Between(0.15f, 0.55f), ribs = random.Likely(0.3f)
            ? random.Between(0.008f, 0.02f) : 0;
        float square = random.Likely(0.25f) ? random.Between(0.5f, 1) : 0;
        float top = body + shoulder + throat;

        float Glass(Vector3 p)
        {
            float groove = ribs * MathF.Sin(p.Y * 26);
            float round = Distance.Cylinder(p - new Vector3(0, body / 2, 0), radius - groove, body / 2, 0.07f);
            float boxy = Distance.Box(p - new Vector3(0, body / 2, 0), new Vector3(radius * 0.95f, body / 2, radius * 0.8f), 0.1f);
            float trunk = round + ((boxy - round) * square);
            float slope =
                Distance.Frustum(p - new Vector3(0, body + (shoulder / 2) - 0.05f, 0), (shoulder / 2) + 0.03f, radius * 0.86f, neck);
            float pipe = Distance.Cylinder(p - new Vector3(0, body + shoulder + (throat / 2), 0), neck, (throat / 2) + 0.04f, 0.02f);
            float lip = Distance.Torus(p - new Vector3(0, top - 0.06f, 0), neck, 0.03f);
            return MathF.Min(Distance.Blend(Distance.Blend(trunk, slope, 0.22f), pipe, 0.1f), lip) * 0.8f;
        }

        var parts = new List<Part> { new(Glass, Wall(random, body)) };
        if (random.Likely(0.85f))
        {
            float capHeight = random.Between(0.06f, 0.14f), capRadius = neck + random.Between(0.03f, 0.06f);
            parts.Add(new(p => Distance.Cylinder(p - new Vector3(0, top + capHeight - 0.03f, 0), capRadius, capHeight, 0.02f),
                Material.Plastic(random.Colour())));
        }
        float all = top + 0.3f;
        var model = new Model(parts, new Vector3(0, all / 2, 0), (all / 2) + 0.25f);
        model.Turn = random.Likely(0.12f)
            ? Matrix4x4.CreateRotationY(random.Between(0, MathF.Tau)) * Matrix4x4.CreateRotationZ(MathF.PI / 2)
            * Matrix4x4.CreateRotationY(random.Between(0, MathF.Tau))
            : Matrix4x4.CreateRotationY(random.Between(0, MathF.Tau));
        return model;
    }

    private static Material Wall(Random random, float body)
    {
        bool glass = random.Likely(0.65f);
        Vector3 tint = glass
            ? random.Pick(new Vector3(0.35f, 0.6f, 0.38f), new Vector3(0.55f, 0.36f, 0.14f), new Vector3(0.75f, 0.85f, 0.9f),
                new Vector3(0.4f, 0.62f, 0.85f))
            : random.Pick(new Vector3(0.8f), new Vector3(0.85f, 0.8f, 0.65f), new Vector3(0.1f, 0.3f, 0.15f),
                new Vector3(0.12f, 0.25f, 0.6f), new Vector3(0.6f, 0.08f, 0.06f));
        bool labelled = random.Likely(0.75f);
        Vector3 paper = random.Likely(0.5f) ? new Vector3(0.8f) : random.Colour(), print = random.Colour() * 0.6f;
        float low = body * random.Between(0.1f, 0.3f), high = body * random.Between(0.6f, 0.85f);
        return new Material
        {
            Gloss = glass ? 0.1f : 0.06f,
            Shine = glass ? 150 : 50,
            Clarity = glass && !labelled ? 0.75f : 0,
            Colour = p =>
            {
                if (!labelled || p.Y < low || p.Y > high) return tint;
                float along = (p.Y - low) / (high - low), around = MathF.Atan2(p.Z, p.X);
                bool border = along is < 0.06f or > 0.94f;
                bool emblem = (MathF.Abs(around) - 0.0f) < 0.7f && MathF.Abs(along - 0.65f) < 0.18f;
                bool line = along < 0.4f && (along * 14 % 1) < 0.45f && MathF.Abs(MathF.Sin(around * 1.5f)) < 0.8f;
                return border || emblem || line ? print : paper;
            },
        };
    }
}
