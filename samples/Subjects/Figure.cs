using System.Numerics;
using ImageClassifier.Samples.Rendering;

namespace ImageClassifier.Samples.Subjects;

/// <summary>A toy person in some pose, with hair or a hat.</summary>
internal static class Figure
{
    public static Model Build(Random random)
    {
        Vector3 skin = Chance.Hue(random.Between(0.05f, 0.09f), random.Between(0.3f, 0.6f), random.Between(0.4f, 0.98f));
        Vector3 shirt = random.Colour(), trousers = random.Likely(0.5f) ? random.Neutral() : random.Colour();
        Vector3 hair = Chance.Hue(random.Between(0.04f, 0.12f), random.Between(0.2f, 0.8f), random.Between(0.08f, 0.75f));
        float girth = random.Between(0.8f, 1.25f), headSize = random.Between(0.24f, 0.34f);
        bool stripes = random.Likely(0.3f), skirt = random.Likely(0.25f);
        (Vector3[] left, Vector3[] right) = Arms(random, girth);
        (Vector3 footLeft, Vector3 footRight, bool sits) = Legs(random);
        float hip = 0.95f;
        Vector3 head = new(random.Between(-0.03f, 0.03f), 1.75f + headSize, 0);

        float Trunk(Vector3 p) => Distance.Blend(
            Distance.Capsule(p, new(0, hip + 0.1f, 0), new(0, 1.5f, 0), 0.22f * girth),
            Distance.Capsule(p, new(-0.2f * girth, 1.5f, 0), new(0.2f * girth, 1.5f, 0), 0.12f), 0.15f);
        float Sleeve(Vector3 p) =>
            MathF.Min(Distance.Capsule(p, left[0], left[1], 0.095f), Distance.Capsule(p, right[0], right[1], 0.095f));
        float Skin(Vector3 p) => MathF.Min(
            MathF.Min(Distance.Capsule(p, left[1], left[2], 0.075f), Distance.Capsule(p, right[1], right[2], 0.075f)),
            MathF.Min(
                MathF.Min(Distance.Sphere(p - left[2], 0.105f), Distance.Sphere(p - right[2], 0.105f)),
                MathF.Min(Distance.Ellipsoid(p - head, new(headSize * 0.92f, headSize, headSize * 0.92f)),
                    Distance.Cylinder(p - new Vector3(0, 1.7f, 0), 0.09f, 0.12f))));

        float kneeLift = sits ? 0.02f : 0.5f;
        Vector3 Knee(Vector3 foot) => sits ? new(foot.X, hip - 0.02f, 0.5f) : new(foot.X * 0.9f, kneeLift, (foot.Z * 0.4f) + 0.05f);
        float Leg(Vector3 p, float side, Vector3 foot) => MathF.Min(
            Distance.Capsule(p, new(side * 0.14f * girth, hip, 0), Knee(foot), 0.14f),
                Distance.Capsule(p, Knee(foot), foot + new Vector3(0, 0.06f, 0), 0.115f));
        float Shoe(Vector3 p, Vector3 foot) => Distance.Ellipsoid(p - foot - new Vector3(0, 0.01f, 0.08f), new(0.13f, 0.1f, 0.23f));

        var parts = new List<Part>
        {
            new(p => MathF.Min(Trunk(p), Sleeve(p)),
                Material.Patterned(p => stripes && (p.Y * 7 % 1) < 0.5f ? shirt * 0.3f : shirt) with { Gloss = 0.05f, Shine = 40 }),
            new(p => Distance.Blend(Leg(p, -1, footLeft), Leg(p, 1, footRight), 0.05f), Material.Plastic(trousers)),
            new(Skin, Material.Plastic(skin)),
            new(p => MathF.Min(Shoe(p, footLeft), Shoe(p, footRight)), Material.Plastic(random.Neutral())),
            new(p => MathF.Min(
                Distance.Sphere(p - head - new Vector3(0.33f, 0.12f, 0.84f) * headSize, 0.035f),
                Distance.Sphere(p - head - new Vector3(-0.33f, 0.12f, 0.84f) * headSize, 0.035f)), Material.Plastic(new Vector3(0.01f))),
            new(p => Distance.Capsule(p, head + (new Vector3(-0.25f, -0.38f, 0.82f) * headSize),
                head + (new Vector3(0.25f, -0.38f, 0.82f) * headSize), 0.02f), Material.Matte(new Vector3(0.4f, 0.05f, 0.05f))),
            Top(random, head, headSize, hair),
        };
        if (skirt && !sits)
            parts.Add(
                new(p => Distance.Frustum(p - new Vector3(0, 0.85f, 0), 0.25f, 0.42f * girth, 0.22f * girth), Material.Matte(trousers)));
        return new Model(parts, new Vector3(0, 1.15f, 0.1f), 1.6f)
        {
            Turn = Matrix4x4.CreateRotationY(random.Likely(0.8f) ? random.Between(-1, 1) : random.Between(0, MathF.Tau)),
        };
    }

    private static Part Top(Random random, Vector3 head, float size, Vector3 hair)
    {
        if (random.Likely(0.35f))
        {
            Vector3 felt = random.Colour();
            float brim = size * random.Between(1.15f, 1.7f), crown = size * random.Between(0.5f, 0.9f);
            return new(p => MathF.Min(
                Distance.Cylinder(p - head - new Vector3(0, size * 0.55f, 0), brim, 0.03f, 0.02f),
                Distance.Cylinder(p - head - new Vector3(0, (size * 0.55f) + (crown / 2), 0), size * 0.85f, crown / 2, 0.06f)),
                    Material.Matte(felt));
        }
        float fringe = random.Between(0.1f, 0.45f);
        bool longHair = random.Likely(0.4f);
        return new(p =>
        {
            Vector3 q = p - head;
            float cap = Distance.Ellipsoid(q - new Vector3(0, 0.03f, -0.03f), new Vector3(size * 1.06f));
            float face = MathF.Min(q.Z - (size * 0.15f), (size * fringe) - q.Y);
            float cut = MathF.Max(cap, MathF.Min(-(q.Y + (size * 0.2f)), longHair ? 9 : 9));
            float shell = MathF.Max(cap, MathF.Max(-(q.Y + (size * (longHair ? 0.9f : 0.3f))), face > 0 ? face : -9));
            return MathF.Max(shell, MathF.Min(cut, shell)) * 0.8f;
        }, Material.Patterned(_ => hair));
    }

    private static (Vector3[] Left, Vector3[] Right) Arms(Random random, float girth)
    {
        return (Arm(-1), Arm(1));

        Vector3[] Arm(float side)
        {
            Vector3 shoulder = new(side * 0.28f * girth, 1.5f, 0);
            // Angle away from the body, then at the elbow.
            float raise = random.Pick(random.Between(0.15f, 0.5f), random.Between(0.15f, 0.5f), random.Between(1.2f, 1.7f),
                random.Between(2.2f, 2.8f));
            float forward = random.Between(-0.5f, 0.9f), bend = random.Between(-0.1f, 0.9f);
            Vector3 elbow = shoulder + (Along(side, raise, forward) * 0.36f);
            return [shoulder, elbow, elbow + (Along(side, raise + bend, forward + 0.3f) * 0.34f)];
        }

        static Vector3 Along(float side, float raise, float forward) =>
            Vector3.Normalize(new Vector3(side * MathF.Sin(raise), -MathF.Cos(raise), MathF.Sin(forward) * 0.6f));
    }

    private static (Vector3 Left, Vector3 Right, bool Sits) Legs(Random random)
    {
        float stance = random.Between(0.14f, 0.32f), stride = random.Likely(0.4f) ? random.Between(0.15f, 0.45f) : 0;
        bool sits = random.Likely(0.15f);
        return sits
            ? (new(-stance, 0.42f, 0.62f), new(stance, 0.42f, 0.62f), true)
            : (new(-stance, 0.09f, stride), new(stance, 0.09f, -stride), false);
    }
}
