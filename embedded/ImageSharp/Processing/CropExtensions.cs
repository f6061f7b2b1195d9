namespace SixLabors.ImageSharp.Processing;

/// <summary>Keeps a part of a picture.</summary>
public static class CropExtensions
{
    /// <exception cref="ArgumentException">The rectangle is empty or sticks out of the picture.</exception>
    public static IImageProcessingContext Crop(this IImageProcessingContext source, Rectangle cropRectangle)
    {
        Size size = source.GetCurrentSize();
        Rectangle r = cropRectangle;
        if (r.X < 0 || r.Y < 0 || r.Width <= 0 || r.Height <= 0 || r.Width > size.Width - r.X || r.Height > size.Height - r.Y)
        {
            throw new ArgumentException($"{r} does not lie within the picture of {size.Width} × {size.Height}.", nameof(cropRectangle));
        }
        return ProcessingContext.Apply(source, "extract_area", $"[left={r.X},top={r.Y},width={r.Width},height={r.Height}]");
    }
}
