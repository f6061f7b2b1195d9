using System.Numerics;
using ImageClassifier.Samples.Rendering;

namespace ImageClassifier.Samples.Subjects;

/// <summary>Things that lie around and belong to no class.</summary>
internal static class Clutter
{
    public static Model Build(Random random) => random.Next(7) switch
    {
        0 => Book(random),
        1 => Ball(random),
        2 => Mug(random),
        3 => Block(random),
        4 => Pencil(random),
        5 => Can(random),
        _ => Ring(random),
    };

    private static Model Book(Random random)
    {
        Vector3 half = new(random.Between(0.45f, 0.8f), random.Between(0.07f, 0.2f), random.Between(0.6f, 1)), cover = random.Colour(),
            pages = new(0.75f, 0.72f, 0.62f);
        return Turned(random, new Model(
            [new(p => Distance.Box(p, half, 0.02f), Material.Patterned(p =>
                MathF.Abs(p.Y) < half.Y - 0.025f && p.X > -half.X + 0.03f ? pages
                : MathF.Abs(p.X) < half.X * 0.6f && MathF.Abs(p.Z + (half.Z * 0.4f)) < half.Z * 0.12f ? Vector3.One - cover : cover))],
            Vector3.Zero, half.Length() + 0.05f));
    }

    private static Model Ball(Random random)
    {
        float radius = random.Between(0.18f, 0.5f);
        Vector3 a = random.Colour(), b = random.Likely(0.5f) ? random.Colour() : a;
        return Turned(random, new Model(
            [new(p => Distance.Sphere(p, radius), Material.Plastic(a) with { Colour = p => MathF.Sin(p.X / radius * 4) > 0 ? a : b })],
                Vector3.Zero, radius + 0.05f));
    }

    private static Model Mug(Random random)
    {
        float radius = random.Between(0.28f, 0.4f), half = random.Between(0.3f, 0.45f);
        Material glaze = Material.Plastic(random.Colour());
        return Turned(random, new Model(
            [
                new(p => MathF.Max(Distance.Cylinder(p, radius, half, 0.03f),
                    -Distance.Cylinder(p - new Vector3(0, 0.1f, 0), radius - 0.05f, half)), glaze),
                new(p => Distance.Torus(new Vector3(p.X - radius, p.Z, p.Y), half * 0.55f, 0.045f), glaze),
            ], Vector3.Zero, radius + half + 0.3f));
    }

    private static Model Block(Random random)
    {
        Vector3 half = new(random.Between(0.15f, 0.6f), random.Between(0.15f, 0.6f), random.Between(0.15f, 0.6f));
        return Turned(random,
            new Model([new(p => Distance.Box(p, half, 0.03f), Material.Plastic(random.Colour()))], Vector3.Zero, half.Length() + 0.05f));
    }

    private static Model Pencil(Random random)
    {
        float half = random.Between(0.5f, 1);
        Vector3 paint = random.Colour();
        return Turned(random, new Model(
            [new(p => Distance.Capsule(p, new(-half, 0, 0), new(half, 0, 0), 0.055f),
                Material.Plastic(paint) with { Colour = p => p.X > half - 0.12f ? new Vector3(0.7f, 0.5f, 0.3f) : paint })],
            Vector3.Zero, half + 0.1f));
    }

    private static Model Can(Random random)
    {
        float radius = random.Between(0.2f, 0.35f), half = random.Between(0.25f, 0.55f);
        Vector3 paint = random.Colour();
        return Turned(random, new Model(
            [new(p => Distance.Cylinder(p, radius, half, 0.03f),
                Material.Metal(paint) with { Gloss = 0.2f, Colour = p => MathF.Abs(p.Y) > half - 0.04f ? new Vector3(0.6f) : paint })],
            Vector3.Zero, radius + half + 0.05f));
    }

    private static Model Ring(Random random)
    {
        float radius = random.Between(0.2f, 0.45f), tube = random.Between(0.04f, 0.12f);
        return Turned(random,
            new Model([new(p => Distance.Torus(p, radius, tube), Material.Plastic(random.Colour()))], Vector3.Zero, radius + tube + 0.05f));
    }

    private static Model Turned(Random random, Model model)
    {
        model.Turn = Matrix4x4.CreateRotationY(random.Between(0, MathF.Tau));
        return model;
    }
}
