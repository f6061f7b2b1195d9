namespace SixLabors.ImageSharp.Processing;

/// <summary>Mirrors a picture.</summary>
public static class FlipExtensions
{
    public static IImageProcessingContext Flip(this IImageProcessingContext source, FlipMode flipMode) =>
        flipMode == FlipMode.None
            ? source
            : ProcessingContext.Apply(source, "flip", flipMode == FlipMode.Horizontal ? "[direction=horizontal]" : "[direction=vertical]");
}
