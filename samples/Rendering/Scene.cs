using System.Numerics;

namespace ImageClassifier.Samples.Rendering;

/// <summary>Everything that is in a picture.</summary>
internal sealed record Scene
{
    public required IReadOnlyList<Model> Models { get; init; }

    /// <summary>Material of the floor, the plane y = 0.</summary>
    public required Material Floor { get; init; }

    /// <summary>Material of the wall behind, whose coordinates are (across, up, 0).</summary>
    public required Material Wall { get; init; }

    /// <summary>How far the wall lies behind the origin, away from the camera.</summary>
    public required float WallDistance { get; init; }

    public required Camera Camera { get; init; }

    public required Light Light { get; init; }
}

/// <summary>One lamp or window, and the light that comes from everywhere.</summary>
/// <param name="Direction">Unit vector towards the lamp.</param>
/// <param name="Colour">Linear colour and strength of the lamp.</param>
/// <param name="Ambient">Linear colour and strength of the rest.</param>
/// <param name="Softness">Size of the lamp: 0.02 casts hard shadows, 0.3 soft ones.</param>
internal sealed record Light(Vector3 Direction, Vector3 Colour, Vector3 Ambient, float Softness);

/// <summary>Where the picture is taken from.</summary>
internal sealed class Camera
{
    private readonly Vector3 _forward;
    private readonly Vector3 _right;
    private readonly Vector3 _up;
    private readonly float _zoom;

    /// <param name="eye">Position.</param>
    /// <param name="target">Point in the middle of the picture.</param>
    /// <param name="roll">Tilt of the horizon in radians.</param>
    /// <param name="fieldOfView">Height of the picture as an angle in radians.</param>
    public Camera(Vector3 eye, Vector3 target, float roll, float fieldOfView)
    {
        Eye = eye;
        _forward = Vector3.Normalize(target - eye);
        Vector3 level = Vector3.Normalize(Vector3.Cross(_forward, Vector3.UnitY)), above = Vector3.Cross(level, _forward);
        (float sin, float cos) = MathF.SinCos(roll);
        _right = (level * cos) + (above * sin);
        _up = (above * cos) - (level * sin);
        _zoom = 1 / MathF.Tan(fieldOfView / 2);
    }

    public Vector3 Eye { get; }

    /// <summary>Horizontal direction of view.</summary>
    public Vector3 Heading => Vector3.Normalize(new Vector3(_forward.X, 0, _forward.Z));

    /// <summary>Direction of a ray; <paramref name="y"/> runs from -1 below to 1 above and <paramref name="x"/> in the same unit.</summary>
    public Vector3 Ray(float x, float y) => Vector3.Normalize((_right * x) + (_up * y) + (_forward * _zoom));
}
