using System.Numerics;

namespace ImageClassifier.Samples.Rendering;

/// <summary>Signed distances to simple solids around the origin, negative inside. The formulas are those of
/// Inigo Quilez, "Distance functions".</summary>
internal static class Distance
{
    public static float Sphere(Vector3 p, float radius) => p.Length() - radius;

    /// <summary>Not exact away from the surface, which marching tolerates.</summary>
    public static float Ellipsoid(Vector3 p, Vector3 radii)
    {
        float k0 = (p / radii).Length(), k1 = (p / (radii * radii)).Length();
        return k1 == 0 ? -MathF.Min(radii.X, MathF.Min(radii.Y, radii.Z)) : k0 * (k0 - 1) / k1;
    }

    public static float Box(Vector3 p, Vector3 half, float rounding = 0)
    {
        Vector3 q = Vector3.Abs(p) - half + new Vector3(rounding);
        return Vector3.Max(q, Vector3.Zero).Length() + MathF.Min(MathF.Max(q.X, MathF.Max(q.Y, q.Z)), 0) - rounding;
    }

    /// <summary>Upright cylinder centred on the origin.</summary>
    public static float Cylinder(Vector3 p, float radius, float halfHeight, float rounding = 0)
    {
        float x = MathF.Sqrt((p.X * p.X) + (p.Z * p.Z)) - radius + rounding, y = MathF.Abs(p.Y) - halfHeight + rounding;
        return MathF.Min(MathF.Max(x, y), 0) + new Vector2(MathF.Max(x, 0), MathF.Max(y, 0)).Length() - rounding;
    }

    /// <summary>Upright cone without its tip, radius <paramref name="bottom"/> at -half and <paramref name="top"/> at +half.</summary>
    public static float Frustum(Vector3 p, float halfHeight, float bottom, float top)
    {
        var q = new Vector2(MathF.Sqrt((p.X * p.X) + (p.Z * p.Z)), p.Y);
        var k1 = new Vector2(top, halfHeight);
        var k2 = new Vector2(top - bottom, 2 * halfHeight);
        var ca = new Vector2(q.X - MathF.Min(q.X, q.Y < 0 ? bottom : top), MathF.Abs(q.Y) - halfHeight);
        Vector2 cb = q - k1 + (k2 * Math.Clamp(Vector2.Dot(k1 - q, k2) / k2.LengthSquared(), 0, 1));
        float sign = cb.X < 0 && ca.Y < 0 ? -1 : 1;
        return sign * MathF.Sqrt(MathF.Min(ca.LengthSquared(), cb.LengthSquared()));
    }

    public static float Capsule(Vector3 p, Vector3 from, Vector3 to, float radius)
    {
        Vector3 along = to - from, offset = p - from;
        float t = Math.Clamp(Vector3.Dot(offset, along) / along.LengthSquared(), 0, 1);
        return (offset - (along * t)).Length() - radius;
    }

    /// <summary>Lying ring around the y axis.</summary>
    public static float Torus(Vector3 p, float radius, float tube)
    {
        float x = MathF.Sqrt((p.X * p.X) + (p.Z * p.Z)) - radius;
        return MathF.Sqrt((x * x) + (p.Y * p.Y)) - tube;
    }

    /// <summary>Part of a ring in the XY plane: <paramref name="angle"/> radians to each side of +y.</summary>
    public static float Arc(Vector3 p, float angle, float radius, float tube)
    {
        (float sin, float cos) = MathF.SinCos(angle);
        float x = MathF.Abs(p.X);
        float k = cos * x > sin * p.Y ? (x * sin) + (p.Y * cos) : MathF.Sqrt((x * x) + (p.Y * p.Y));
        return MathF.Sqrt(MathF.Max(0, p.LengthSquared() + (radius * radius) - (2 * radius * k))) - tube;
    }

    /// <summary>Union whose seam is filled over a width of <paramref name="k"/>.</summary>
    public static float Blend(float a, float b, float k)
    {
        float h = MathF.Max(k - MathF.Abs(a - b), 0) / k;
        return MathF.Min(a, b) - (h * h * k / 4);
    }
}
