using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

/// <summary>What size a picture gets, and how.</summary>
public class ResizeOptions
{
    public ResizeOptions()
    {
    }

    public ResizeMode Mode { get; set; } = ResizeMode.Crop;

    /// <summary>Where one side is 0 it follows from the aspect ratio.</summary>
    public Size Size { get; set; }

    public IResampler Sampler { get; set; } = KnownResamplers.Bicubic;
}
