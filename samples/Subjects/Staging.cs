using System.Numerics;
using ImageClassifier.Samples.Rendering;

namespace ImageClassifier.Samples.Subjects;

/// <summary>Puts a subject on a table among other things, lights it and points a camera at it.</summary>
internal static class Staging
{
    /// <summary>The four classes, in the order of their folders.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["bottle", "figure", "headphones", "watch"];

    public static (Scene Scene, Film Film) Arrange(string subject, Random random)
    {
        Model model = subject switch
        {
            "bottle" => Bottle.Build(random),
            "figure" => Figure.Build(random),
            "headphones" => Headphones.Build(random),
            "watch" => Watch.Build(random),
            _ => throw new ArgumentException($"Class {subject} is not one of {string.Join(", ", Classes)}.", nameof(subject)),
        };
        model.Rest();
        (Vector3 centre, float size) = model.Bounds;
        Camera camera = Aim(random, subject, centre, size);
        var scene = new Scene
        {
            Models = [model, .. Surround(random, model, camera)],
            Floor = Textures.Floor(random),
            Wall = Textures.Wall(random),
            WallDistance = random.Between(1.6f, 6) + size,
            Camera = camera,
            Light = Shine(random, camera),
        };
        return (scene, Load(random));
    }

    private static Camera Aim(Random random, string subject, Vector3 centre, float size)
    {
        float fieldOfView = random.Between(0.5f, 0.9f);
        // Share of the height of the picture that the bounding sphere takes.
        float share = random.Between(1.0f, 1.55f);
        // A watch laid flat is mostly strap, which may run out of the picture.
        bool flat = subject == "watch" && centre.Y < 0.3f;
        if (flat) share *= 1.5f;
        float distance = size / (MathF.Tan(fieldOfView / 2) * share);
        float elevation = flat ? random.Between(0.5f, 1.3f) : random.Between(0.08f, 0.7f);
        float azimuth = random.Between(-0.6f, 0.6f);
        Vector3 towards = new(MathF.Sin(azimuth) * MathF.Cos(elevation), MathF.Sin(elevation), MathF.Cos(azimuth) * MathF.Cos(elevation));
        Vector3 offset = new(random.Between(-0.3f, 0.3f) * size / share, random.Between(-0.12f, 0.15f) * size / share, 0);
        Vector3 eye = centre + (towards * distance);
        return new Camera(eye with { Y = MathF.Max(eye.Y, 0.25f) }, centre + offset, random.Between(-0.12f, 0.12f), fieldOfView);
    }

    private static List<Model> Surround(Random random, Model subject, Camera camera)
    {
        (Vector3 centre, float size) = subject.Bounds;
        var around = new List<Model>();
        int count = random.Next(0, 4);
        for (int attempt = 0; around.Count < count && attempt < 40; attempt++)
        {
            Model thing = Clutter.Build(random);
            float away = size * random.Between(0.7f, 2.2f), angle = random.Between(0, MathF.Tau);
            thing.Position = new Vector3(centre.X + (away * MathF.Cos(angle)), 0, centre.Z + (away * MathF.Sin(angle)));
            thing.Rest();
            if (Collides(thing, subject) || around.Any(other => Collides(thing, other)) || Hides(thing, subject, camera)) continue;
            around.Add(thing);
        }
        return around;
    }

    private static bool Collides(Model a, Model b)
    {
        (Vector3 centreA, float radiusA) = a.Bounds;
        (Vector3 centreB, _) = b.Bounds;
        // The surface of b must leave room for a, or for most of it.
        return b.Measure(new Vector3(centreA.X, MathF.Min(centreA.Y, centreB.Y), centreA.Z), out _) < radiusA * 0.75f;
    }

    // A corner may be covered, the middle must not be.
    private static bool Hides(Model thing, Model subject, Camera camera)
    {
        (Vector3 centre, float size) = subject.Bounds;
        (Vector3 at, float radius) = thing.Bounds;
        Vector3 way = Vector3.Normalize(centre - camera.Eye), offset = at - camera.Eye;
        float along = Vector3.Dot(offset, way);
        if (along <= radius || along > (centre - camera.Eye).Length()) return along <= radius;
        float aside = (offset - (way * along)).Length() * ((centre - camera.Eye).Length() / along);
        return aside < (size * 0.35f) + radius;
    }

    private static Light Shine(Random random, Camera camera)
    {
        float height = random.Between(0.35f, 1.3f), side = random.Between(-2.4f, 2.4f);
        Vector3 back = -camera.Heading;
        Vector3 level = Vector3.Transform(back, Matrix4x4.CreateRotationY(side));
        Vector3 direction = Vector3.Normalize((level * MathF.Cos(height)) + (Vector3.UnitY * MathF.Sin(height)));
        float warm = random.Between(-0.15f, 0.25f), strength = random.Between(0.7f, 1.5f), ambient = random.Between(0.25f, 0.6f);
        return new Light(
            direction, new Vector3(1 + warm, 1, 1 - warm) * strength, new Vector3(1 - (warm * 0.4f), 1, 1 + (warm * 0.4f)) * ambient,
                random.Between(0.04f, 0.35f));
    }

    private static Film Load(Random random)
    {
        float warm = random.Between(-0.12f, 0.12f);
        return new Film
        {
            Exposure = random.Between(0.8f, 1.25f),
            WhiteBalance = new Vector3(1 + warm, 1, 1 - warm),
            Blur = random.Likely(0.3f) ? random.Between(0.4f, 1.3f) : 0,
            Grain = random.Between(1, 7),
            Vignette = random.Between(0, 0.5f),
        };
    }
}
