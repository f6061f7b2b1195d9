namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>How a JPEG stores colour.</summary>
public enum JpegEncodingColor : byte
{
    /// <summary>Chroma at half width and half height.</summary>
    YCbCrRatio420 = 0,

    /// <summary>Chroma at full resolution.</summary>
    YCbCrRatio444 = 1,

    /// <summary>Grey only.</summary>
    Luminance = 5,
}
