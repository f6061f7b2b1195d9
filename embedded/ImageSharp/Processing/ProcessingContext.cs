using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Steps build up one libvips pipeline, whose pixels are computed once at the end.</summary>
internal sealed class ProcessingContext(VipsImage source, ImageMetadata metadata) : IImageProcessingContext, IDisposable
{
    internal Pipeline Pipeline { get; } = new(source);

    internal ImageMetadata Metadata => metadata;

    public Configuration Configuration => Configuration.Default;

    public Size GetCurrentSize() => new(Pipeline.Image.Width, Pipeline.Image.Height);

    public void Dispose() => Pipeline.Dispose();

    internal static ProcessingContext Of(IImageProcessingContext context) =>
        context as ProcessingContext ?? throw new ArgumentException("The context does not come from Mutate or Clone.", nameof(context));

    internal static IImageProcessingContext Apply(IImageProcessingContext context, string operation, string options)
    {
        Of(context).Pipeline.Apply(operation, options);
        return context;
    }
}
