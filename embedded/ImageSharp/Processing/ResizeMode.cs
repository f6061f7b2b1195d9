namespace SixLabors.ImageSharp.Processing;

/// <summary>How a picture fits into a size of another aspect ratio.</summary>
public enum ResizeMode
{
    /// <summary>Fill the size and cut off what sticks out, equally on both sides.</summary>
    Crop = 0,

    /// <summary>Fit into the size, keeping the aspect ratio.</summary>
    Max = 3,

    /// <summary>The shorter side takes the size, keeping the aspect ratio; never enlarges.</summary>
    Min = 4,

    /// <summary>Exactly the size, whatever becomes of the aspect ratio.</summary>
    Stretch = 5,
}
