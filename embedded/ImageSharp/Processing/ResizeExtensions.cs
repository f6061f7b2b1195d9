using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Scales a picture.</summary>
public static class ResizeExtensions
{
    public static IImageProcessingContext Resize(this IImageProcessingContext source, int width, int height) =>
        source.Resize(width, height, KnownResamplers.Bicubic);

    public static IImageProcessingContext Resize(this IImageProcessingContext source, int width, int height, IResampler sampler) =>
        source.Resize(new ResizeOptions { Size = new Size(width, height), Mode = ResizeMode.Stretch, Sampler = sampler });

    public static IImageProcessingContext Resize(this IImageProcessingContext source, ResizeOptions options)
    {
        Size current = source.GetCurrentSize();
        ResizeLayout layout = ResizeLayout.Of(options, current.Width, current.Height);
        Resizing.Apply(ProcessingContext.Of(source).Pipeline, layout.Scaled, Kernel.Of(options.Sampler));
        return layout.Kept == new Rectangle(0, 0, layout.Scaled.Width, layout.Scaled.Height) ? source : source.Crop(layout.Kept);
    }
}
