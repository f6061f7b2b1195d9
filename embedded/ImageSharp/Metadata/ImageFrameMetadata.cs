namespace SixLabors.ImageSharp.Metadata;

/// <summary>One frame of a picture; a still picture has one, an animation more.</summary>
public sealed class ImageFrameMetadata
{
    internal ImageFrameMetadata()
    {
    }
}
