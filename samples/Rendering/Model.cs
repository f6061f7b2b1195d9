using System.Numerics;

namespace ImageClassifier.Samples.Rendering;

/// <summary>A solid of one material.</summary>
internal sealed record Part(Func<Vector3, float> Shape, Material Material);

/// <summary>Parts that belong together, placed in the scene. Nothing of them lies outside the bounding sphere.</summary>
internal sealed class Model(IReadOnlyList<Part> parts, Vector3 centre, float radius)
{
    private Matrix4x4 _turn = Matrix4x4.Identity;
    private Matrix4x4 _turnBack = Matrix4x4.Identity;

    public Vector3 Position { get; set; }

    public float Scale { get; init; } = 1;

    /// <summary>Rotation about the origin of the model, before it is moved to <see cref="Position"/>.</summary>
    public Matrix4x4 Turn
    {
        get => _turn;
        set
        {
            _turn = value;
            _turnBack = Matrix4x4.Transpose(value);
        }
    }

    /// <summary>Bounding sphere in the scene.</summary>
    public (Vector3 Centre, float Radius) Bounds => (Position + (Vector3.Transform(centre, _turn) * Scale), radius * Scale);

    /// <summary>Distance from a point of the scene, and the part that is nearest.</summary>
    public float Measure(Vector3 p, out Part nearest)
    {
        Vector3 local = ToLocal(p);
        nearest = parts[0];
        float best = float.MaxValue;
        foreach (Part part in parts)
        {
            float distance = part.Shape(local);
            if (distance < best)
            {
                best = distance;
                nearest = part;
            }
        }
        return best * Scale;
    }

    public Vector3 ToLocal(Vector3 p) => Vector3.Transform(p - Position, _turnBack) / Scale;

    /// <summary>Moves the model so that its lowest point touches the floor at y = 0.</summary>
    public void Rest()
    {
        (Vector3 middle, float reach) = Bounds;
        // Distance to a horizontal plane, found by walking a grid of points upwards until one touches the solid.
        float low = float.MaxValue;
        const int steps = 24;
        for (int i = 0; i <= steps; i++)
        {
            for (int j = 0; j <= steps; j++)
            {
                float x = middle.X + (reach * ((2f * i / steps) - 1)), z = middle.Z + (reach * ((2f * j / steps) - 1));
                for (float y = middle.Y - reach; y < middle.Y + reach && y < low;)
                {
                    float distance = Measure(new Vector3(x, y, z), out _);
                    if (distance < 0.004f)
                    {
                        low = y;
                        break;
                    }
                    y += MathF.Max(distance * 0.9f, 0.004f);
                }
            }
        }
        if (low < float.MaxValue) Position -= new Vector3(0, low, 0);
    }
}
