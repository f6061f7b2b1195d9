namespace SixLabors.ImageSharp.Processing;

/// <summary>Turns a picture.</summary>
public static class RotateExtensions
{
    public static IImageProcessingContext Rotate(this IImageProcessingContext source, RotateMode rotateMode) =>
        rotateMode == RotateMode.None ? source : ProcessingContext.Apply(source, "rot", $"[angle=d{(int)rotateMode}]");
}
