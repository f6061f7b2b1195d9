namespace SixLabors.ImageSharp.Processing;

/// <summary>Which way a picture is mirrored.</summary>
public enum FlipMode
{
    None = 0,

    /// <summary>Left becomes right.</summary>
    Horizontal = 1,

    /// <summary>Top becomes bottom.</summary>
    Vertical = 2,
}
