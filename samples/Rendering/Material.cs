using System.Numerics;

namespace ImageClassifier.Samples.Rendering;

/// <summary>How a surface looks.</summary>
internal sealed record Material
{
    /// <summary>Linear colour at a place, in the coordinates of the model.</summary>
    public required Func<Vector3, Vector3> Colour { get; init; }

    /// <summary>Share of light that is mirrored head-on, 0 (chalk) to 1 (chrome).</summary>
    public float Gloss { get; init; } = 0.04f;

    /// <summary>Sharpness of highlights.</summary>
    public float Shine { get; init; } = 30;

    /// <summary>Share of light that passes through, as in glass.</summary>
    public float Clarity { get; init; }

    public static Material Matte(Vector3 colour) => new() { Colour = _ => colour, Gloss = 0.02f, Shine = 12 };

    public static Material Plastic(Vector3 colour) => new() { Colour = _ => colour, Gloss = 0.06f, Shine = 60 };

    public static Material Metal(Vector3 colour) => new() { Colour = _ => colour, Gloss = 0.55f, Shine = 120 };

    public static Material Patterned(Func<Vector3, Vector3> colour) => new() { Colour = colour, Gloss = 0.03f, Shine = 20 };
}
