using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Formats;

/// <summary>What a decoder should do beyond giving back the pixels.</summary>
public sealed class DecoderOptions
{
    public DecoderOptions()
    {
    }

    public Configuration Configuration { get; init; } = Configuration.Default;

    /// <summary>Decode to fit into this size, as <see cref="ResizeMode.Max"/> does. A JPEG much larger than this is decoded at a fraction of its size.</summary>
    public Size? TargetSize { get; init; }

    public IResampler Sampler { get; init; } = KnownResamplers.Box;

    /// <summary>Leave EXIF, ICC and XMP out of the result.</summary>
    public bool SkipMetadata { get; init; }

    /// <summary>Most frames to decode. The first one is all that an <see cref="Image{TPixel}"/> shows.</summary>
    public uint MaxFrames { get; init; } = int.MaxValue;
}
