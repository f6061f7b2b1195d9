namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>How a pixel format stores transparency.</summary>
public enum PixelAlphaRepresentation
{
    None = 0,
    Associated = 1,
    Unassociated = 2,
}
