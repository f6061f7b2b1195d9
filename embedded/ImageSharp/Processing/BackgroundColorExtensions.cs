using SixLabors.ImageSharp.Native;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Puts a colour behind a picture.</summary>
public static class BackgroundColorExtensions
{
    /// <summary>Composes the picture over an opaque colour.</summary>
    public static IImageProcessingContext BackgroundColor(this IImageProcessingContext source, Color color)
    {
        Rgba32 behind = color.ToPixel<Rgba32>();
        if (behind.A != byte.MaxValue) throw new NotSupportedException($"Background colour {color} is not opaque.");
        Pipeline pipeline = ProcessingContext.Of(source).Pipeline;
        if (!pipeline.Image.HasAlpha) return source;
        pipeline.Apply("flatten", $"[background={behind.R} {behind.G} {behind.B}]");
        pipeline.Apply("bandjoin_const", "[c=255]");
        return source;
    }
}
