using System.Numerics;
using ImageClassifier.Samples.Rendering;

namespace ImageClassifier.Samples.Subjects;

/// <summary>Headphones: a padded band and two cushioned cups, standing, leaning or lying.</summary>
internal static class Headphones
{
    public static Model Build(Random random)
    {
        float band = random.Between(0.72f, 0.95f), tube = random.Between(0.04f, 0.075f), spread = random.Between(1.65f, 1.95f);
        float cup = random.Between(0.3f, 0.44f), depth = random.Between(0.09f, 0.16f), pad = random.Between(0.08f, 0.13f),
            oval = random.Between(1, 1.35f);
        float toe = random.Between(-0.15f, 0.35f);
        Vector3 right = new(band * MathF.Sin(spread), band * MathF.Cos(spread), 0);
        Matrix4x4 inwards = Matrix4x4.CreateRotationZ(toe);

        // Seen from the cup: x points outwards, y upwards.
        Vector3 AtCup(Vector3 p)
        {
            Vector3 q = Vector3.Transform(new Vector3(MathF.Abs(p.X), p.Y, p.Z) - right, inwards);
            return new Vector3(q.X - 0.02f, q.Y / oval, q.Z);
        }
        static Vector3 Sideways(Vector3 p) => new(p.Y, p.X, p.Z);

        Vector3 shell = random.Likely(0.8f) ? random.Neutral() : random.Colour(), accent = random.Likely(0.4f) ? random.Colour()
            : shell * 0.7f;
        Vector3 leather = random.Likely(0.7f) ? new Vector3(random.Between(0.015f, 0.06f)) : random.Neutral() * 0.6f;
        var parts = new List<Part>
        {
            new(p => Distance.Arc(p * new Vector3(1, 1, 0.7f), spread, band, tube), random.Likely(0.5f) ? Material.Plastic(shell)
                : Material.Metal(new Vector3(0.6f))),
            new(p => Distance.Arc(p * new Vector3(1, 1, 0.55f), PaddedAngle, band - 0.02f, tube + 0.035f), Material.Matte(leather)),
            new(p => Distance.Cylinder(Sideways(AtCup(p)), cup, depth, 0.05f), Material.Plastic(shell)),
            new(p => Distance.Cylinder(Sideways(AtCup(p)) - new Vector3(0, depth, 0), cup * 0.6f, 0.02f, 0.01f), random.Likely(0.5f)
                ? Material.Metal(accent) : Material.Plastic(accent)),
            new(p => Distance.Torus(Sideways(AtCup(p)) + new Vector3(0, depth + (pad * 0.5f), 0), cup - (pad * 0.8f), pad),
                Material.Matte(leather)),
            new(p =>
                Distance.Cylinder(Sideways(AtCup(p)) + new Vector3(0, depth, 0), cup - pad, 0.02f), Material.Matte(new Vector3(0.03f))),
        };
        float reach = band + cup + 0.35f;
        var model = new Model(parts, new Vector3(0, -0.1f, 0), reach);
        float pose = random.NextSingle();
        float lean = pose < 0.35f ? random.Between(-0.25f, 0.25f) : pose < 0.75f ? random.Between(1.25f, 1.6f) : random.Between(0.5f, 1.1f);
        model.Turn = Matrix4x4.CreateRotationX(lean) * Matrix4x4.CreateRotationY(random.Between(-1.1f, 1.1f));
        return model;
    }

    // Half the angle over which the band is padded.
    private const float PaddedAngle = 0.75f;
}
