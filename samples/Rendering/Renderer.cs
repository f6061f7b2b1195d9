using System.Numerics;

namespace ImageClassifier.Samples.Rendering;

/// <summary>Draws a scene by marching rays along signed distances (Hart 1996, "Sphere tracing").</summary>
internal sealed class Renderer(Scene scene)
{
    private const float Far = 60;
    private const float Hit = 0.0015f;
    private readonly Vector3 _wallNormal = -scene.Camera.Heading;

    /// <summary>Linear colour seen from <paramref name="origin"/> in a direction.</summary>
    public Vector3 See(Vector3 origin, Vector3 direction) => See(origin, direction, through: null, depth: 0);

    private Vector3 See(Vector3 origin, Vector3 direction, Model? through, int depth)
    {
        Surface? hit = Trace(origin, direction, through);
        return hit is null ? Sky(direction) : Shade(hit, origin, direction, depth);
    }

    private sealed record Surface(Vector3 Point, Vector3 Normal, Vector3 Colour, Material Material, Model? Model);

    private Surface? Trace(Vector3 origin, Vector3 direction, Model? skip)
    {
        float nearest = Far;
        Model? model = null;
        foreach (Model candidate in scene.Models)
        {
            if (candidate != skip && March(candidate, origin, direction, nearest) is { } distance && distance < nearest)
            {
                nearest = distance;
                model = candidate;
            }
        }
        float floor = direction.Y < -1e-4f ? -origin.Y / direction.Y : Far;
        float facing = Vector3.Dot(direction, _wallNormal);
        float wall = facing < -1e-4f ? -(Vector3.Dot(origin, _wallNormal) + scene.WallDistance) / facing : Far;
        if (wall > 0 && wall < nearest && wall < floor) return Wall(origin + (direction * wall));
        if (floor > 0 && floor < nearest) return Floor(origin + (direction * floor));
        if (model is null) return null;

        Vector3 point = origin + (direction * nearest);
        model.Measure(point, out Part part);
        return new Surface(point, Normal(model, point), part.Material.Colour(model.ToLocal(point)), part.Material, model);
    }

    private Surface Floor(Vector3 point) => new(point, Vector3.UnitY, scene.Floor.Colour(point), scene.Floor, null);

    private Surface Wall(Vector3 point)
    {
        float across = Vector3.Dot(point, Vector3.Cross(Vector3.UnitY, _wallNormal));
        return new(point, _wallNormal, scene.Wall.Colour(new Vector3(across, point.Y, 0)), scene.Wall, null);
    }

    private static float? March(Model model, Vector3 origin, Vector3 direction, float limit)
    {
        if (!Enter(model, origin, direction, out float t, out float leave)) return null;
        leave = MathF.Min(leave, limit);
        for (int step = 0; step < 160 && t < leave; step++)
        {
            float distance = model.Measure(origin + (direction * t), out _);
            if (distance < Hit) return t;
            t += distance * 0.9f;
        }
        return null;
    }

    private static bool Enter(Model model, Vector3 origin, Vector3 direction, out float enter, out float leave)
    {
        (Vector3 centre, float radius) = model.Bounds;
        Vector3 offset = origin - centre;
        float b = Vector3.Dot(offset, direction), c = offset.LengthSquared() - (radius * radius), root = (b * b) - c;
        float half = root > 0 ? MathF.Sqrt(root) : 0;
        enter = MathF.Max(0.001f, -b - half);
        leave = -b + half;
        return root > 0 && leave > 0;
    }

    private static Vector3 Normal(Model model, Vector3 p)
    {
        const float e = 0.002f;
        Vector3 a = new(e, -e, -e), b = new(-e, -e, e), c = new(-e, e, -e), d = new(e, e, e);
        return Vector3.Normalize((a * model.Measure(p + a, out _)) + (b * model.Measure(p + b, out _))
            + (c * model.Measure(p + c, out _)) + (d * model.Measure(p + d, out _)));
    }

    private Vector3 Shade(Surface surface, Vector3 origin, Vector3 direction, int depth)
    {
        Light light = scene.Light;
        Material material = surface.Material;
        Vector3 normal = surface.Normal, point = surface.Point + (normal * 0.006f);
        float towards = Vector3.Dot(normal, light.Direction);
        float lit = towards > 0 ? towards * Shadow(point) : 0;
        float open = Openness(point, normal);

        // Light from everywhere: more from above, some bounced off the floor.
        Vector3 ambient = light.Ambient * open * (0.65f + (0.35f * normal.Y));
        Vector3 colour = surface.Colour * (ambient + (light.Colour * lit));

        float grazing = MathF.Pow(1 - Math.Clamp(-Vector3.Dot(direction, normal), 0, 1), 5);
        float mirrored = material.Gloss + ((1 - material.Gloss) * grazing * MathF.Min(1, material.Gloss * 8));
        Vector3 half = Vector3.Normalize(light.Direction - direction);
        float highlight = lit > 0 ? MathF.Pow(MathF.Max(0, Vector3.Dot(normal, half)), material.Shine) * material.Shine / 16 : 0;
        Vector3 reflection = Vector3.Reflect(direction, normal);
        Vector3 seen = depth < 1 && material.Gloss > 0.3f ? See(point, reflection, surface.Model, depth + 1) : Sky(reflection) * open;

        if (material.Clarity > 0 && depth < 2) colour = Vector3.Lerp(colour, Behind(surface, direction, depth), material.Clarity);
        return (colour * (1 - mirrored)) + (seen * mirrored) + (light.Colour * highlight * MathF.Min(1, (material.Gloss * 3) + 0.02f));
    }

    // Glass: what lies behind, tinted; darker towards the outline, where the way through is longer.
    private Vector3 Behind(Surface surface, Vector3 direction, int depth)
    {
        float facing = MathF.Abs(Vector3.Dot(direction, surface.Normal));
        Vector3 bent = Vector3.Normalize(direction - (surface.Normal * 0.12f * (1 - facing)));
        Vector3 tint = Vector3.Lerp(surface.Colour * surface.Colour, Vector3.One, 0.15f + (0.45f * facing));
        return See(surface.Point, bent, surface.Model, depth + 1) * tint;
    }

    private float Shadow(Vector3 origin)
    {
        Light light = scene.Light;
        float open = 1;
        foreach (Model model in scene.Models)
        {
            if (!Enter(model, origin, light.Direction, out float t, out float leave)) continue;
            t = MathF.Max(t, 0.01f);
            for (int step = 0; step < 48 && t < leave; step++)
            {
                float distance = model.Measure(origin + (light.Direction * t), out Part part);
                if (distance < Hit)
                {
                    open = MathF.Min(open, part.Material.Clarity * 0.6f);
                    break;
                }
                open = MathF.Min(open, MathF.Max(part.Material.Clarity * 0.6f, distance / (light.Softness * t)));
                t += Math.Clamp(distance, 0.015f, 0.4f);
            }
        }
        return open * open * (3 - (2 * open));
    }

    // How much of the surroundings is not hidden by something near.
    private float Openness(Vector3 point, Vector3 normal)
    {
        float hidden = 0, weight = 0.75f;
        for (int i = 1; i <= 4; i++)
        {
            float reach = 0.07f * i * i;
            Vector3 p = point + (normal * reach);
            float free = MathF.Max(0, p.Y);
            foreach (Model model in scene.Models)
            {
                (Vector3 centre, float radius) = model.Bounds;
                float outside = (p - centre).Length() - radius;
                free = MathF.Min(free, outside > reach ? outside : model.Measure(p, out _));
            }
            hidden += weight * MathF.Max(0, reach - free) / reach;
            weight *= 0.6f;
        }
        return Math.Clamp(1 - (0.55f * hidden), 0, 1);
    }

    // A bright window in a dim room: what glossy things mirror.
    private Vector3 Sky(Vector3 direction)
    {
        Light light = scene.Light;
        float height = Math.Clamp((direction.Y * 0.5f) + 0.5f, 0, 1);
        float window = Math.Clamp((Vector3.Dot(direction, light.Direction) - 0.86f) * 12, 0, 1);
        return (light.Ambient * (0.35f + (0.9f * height))) + (light.Colour * window * 0.8f);
    }
}
