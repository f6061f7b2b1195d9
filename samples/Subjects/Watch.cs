using System.Numerics;
using ImageClassifier.Samples.Rendering;

namespace ImageClassifier.Samples.Subjects;

/// <summary>A wristwatch: case, dial with hands or a screen, crown and strap; laid flat or standing on its closed strap.</summary>
internal static class Watch
{
    private const float CaseHeight = 0.1f;

    public static Model Build(Random random)
    {
        bool square = random.Likely(0.3f), closed = random.Likely(0.4f);
        float radius = random.Between(0.4f, 0.52f), width = radius * random.Between(0.85f, 1.15f);
        Material metal = random.Likely(0.6f)
            ? Material.Metal(
                random.Pick(new Vector3(0.7f), new Vector3(0.85f, 0.6f, 0.25f), new Vector3(0.12f), new Vector3(0.8f, 0.5f, 0.38f)))
            : Material.Plastic(random.Neutral());
        Material strap = Strap(random, metal);
        Material dial = square && random.Likely(0.6f) ? Screen(random, radius) : Dial(random, radius * 0.86f);

        float Case(Vector3 p) => square
            ? Distance.Box(p, new Vector3(radius * 0.92f, CaseHeight, radius), 0.09f)
            : Distance.Cylinder(p, radius, CaseHeight, 0.04f);

        // Dial upwards at the origin; the closed strap hangs below it.
        float ring = random.Between(0.62f, 0.8f);
        var parts = new List<Part>
        {
            new(p => MathF.Min(Case(p), square ? 9 : Distance.Torus(p - new Vector3(0, CaseHeight, 0), radius - 0.04f, 0.045f)), metal),
            new(p => square
                ? Distance.Box(p - new Vector3(0, CaseHeight, 0), new Vector3(radius * 0.8f, 0.012f, radius * 0.87f), 0.01f)
                : Distance.Cylinder(p - new Vector3(0, CaseHeight, 0), radius * 0.86f, 0.012f), dial),
            new(p => Distance.Cylinder(new Vector3(p.Y, p.X - radius - 0.04f, p.Z), 0.055f, 0.05f, 0.015f), metal),
            closed
                ? new(p => ClosedStrap(p, ring, width), strap)
                : new(p => OpenStrap(p, radius, width, 1.25f), strap),
        };
        var model = closed
            ? new Model(parts, new Vector3(0, -ring * 0.9f, 0), (ring * 1.15f) + 0.35f)
            : new Model(parts, Vector3.Zero, radius + 1.5f);
        float tilt = closed ? random.Between(0.5f, 1.45f) : 0;
        model.Turn = Matrix4x4.CreateRotationX(tilt)
            * Matrix4x4.CreateRotationY(random.Between(-0.9f, 0.9f) + (closed ? 0 : random.Between(0, MathF.Tau)));
        return model;
    }

    private static float ClosedStrap(Vector3 p, float ring, float width)
    {
        var q = new Vector2(p.Z, (p.Y + (ring * 0.9f)) * 1.1f);
        float taper = width * (0.5f - (0.14f * Math.Clamp(-p.Y / (2 * ring), 0, 1)));
        var d = new Vector2(MathF.Abs(q.Length() - ring) - 0.035f, MathF.Abs(p.X) - taper);
        return ((MathF.Min(MathF.Max(d.X, d.Y), 0) + Vector2.Max(d, Vector2.Zero).Length()) * 0.9f) - 0.012f;
    }

    private static float OpenStrap(Vector3 p, float radius, float width, float length)
    {
        float along = Math.Clamp((MathF.Abs(p.Z) - (radius * 0.8f)) / length, 0, 1);
        float sag = 0.07f * along;
        Vector3 q = new(p.X, p.Y + sag, MathF.Abs(p.Z) - (radius * 0.8f) - (length / 2));
        return Distance.Box(q, new Vector3(width * (0.5f - (0.12f * along)), 0.04f, length / 2), 0.03f) * 0.95f;
    }

    private static Material Strap(Random random, Material metal)
    {
        if (random.Likely(0.4f))
        {
            float link = random.Between(0.1f, 0.16f);
            return metal with
            {
                Colour = p =>
                {
                    // Links lie along the strap, which runs along z when open and around x when closed.
                    float along = (MathF.Atan2(p.Z, p.Y + 0.6f) * 0.7f) + (p.Y > -0.2f ? p.Z : 0);
                    float f = (along / link) - MathF.Floor(along / link);
                    return metal.Colour(p) * (f < 0.18f || MathF.Abs(MathF.Abs(p.X) - 0.13f) < 0.015f ? 0.25f : 1);
                },
            };
        }
        Vector3 leather = random.Likely(0.75f)
            ? Chance.Hue(random.Between(0.02f, 0.09f), random.Between(0.3f, 0.7f), random.Between(0.15f, 0.45f))
            : random.Neutral();
        return Material.Patterned(p =>
            leather * (MathF.Abs(MathF.Abs(p.X) - 0.16f) < 0.012f ? 1.6f : 0.85f + (0.3f * Noise.Fractal(p * 14, 2))));
    }

    private static Material Dial(Random random, float radius)
    {
        bool light = random.Likely(0.5f);
        Vector3 face = light ? new Vector3(random.Between(0.6f, 0.85f)) : random.Likely(0.5f) ? new Vector3(0.02f)
            : random.Colour() * 0.35f;
        Vector3 marks = light ? new Vector3(0.03f) : new Vector3(0.85f), second = random.Likely(0.5f) ? new Vector3(0.7f, 0.05f, 0.05f)
            : marks;
        float hour = random.Between(0, MathF.Tau), minute = random.Between(0, MathF.Tau), sweep = random.Between(0, MathF.Tau);
        return new Material
        {
            Gloss = 0.05f,
            Shine = 200,
            Colour = p =>
            {
                float r = MathF.Sqrt((p.X * p.X) + (p.Z * p.Z)) / radius, angle = MathF.Atan2(p.X, p.Z);
                float twelfth = angle / (MathF.Tau / 12), nearest = MathF.Abs(twelfth - MathF.Round(twelfth)) * r;
                if (Hand(p, sweep, radius * 0.8f, 0.008f)) return second;
                if (Hand(p, hour, radius * 0.5f, 0.032f) || Hand(p, minute, radius * 0.78f, 0.022f) || r < 0.07f) return marks;
                return r is > 0.74f and < 0.93f && nearest < 0.07f ? marks : face;
            },
        };
    }

    private static bool Hand(Vector3 p, float angle, float length, float half)
    {
        (float sin, float cos) = MathF.SinCos(angle);
        float along = (p.X * sin) + (p.Z * cos), across = (p.X * cos) - (p.Z * sin);
        return along > -length * 0.15f && along < length && MathF.Abs(across) < half;
    }

    private static Material Screen(Random random, float radius)
    {
        Vector3 a = Chance.Hue(random.NextSingle(), 0.8f, 0.95f), b = Chance.Hue(random.NextSingle(), 0.8f, 0.95f);
        bool rings = random.Likely(0.5f);
        return new Material
        {
            Gloss = 0.08f,
            Shine = 250,
            Colour = p =>
            {
                (float x, float z) = (p.X / radius, p.Z / radius);
                float r = MathF.Sqrt((x * x) + (z * z));
                if (rings) return r is > 0.45f and < 0.58f ? a : r is > 0.25f and < 0.36f ? b : new Vector3(0.01f);
                bool digits = z is < 0.05f and > -0.5f && MathF.Abs(x) < 0.6f && ((x * 3.2f) - MathF.Floor(x * 3.2f)) is > 0.2f and < 0.75f;
                return digits ? new Vector3(0.85f) : z is > 0.25f and < 0.35f && MathF.Abs(x) < 0.55f ? a : new Vector3(0.01f);
            },
        };
    }
}
