using System.Globalization;
using SixLabors.ImageSharp.Native;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Scales an 8-bit image to exact sides.</summary>
internal static class Resizing
{
    internal static void Apply(Pipeline pipeline, Size size, Kernel kernel)
    {
        int width = pipeline.Image.Width, height = pipeline.Image.Height;
        if (size.Width == width && size.Height == height) return;

        // Hidden colour must not bleed into what is visible.
        bool hasAlpha = pipeline.Image.HasAlpha;
        if (hasAlpha) pipeline.Apply("premultiply");
        if (kernel.Nickname == Kernel.BoxNickname && size.Width <= width && size.Height <= height)
        {
            pipeline.Apply("shrink", $"[hshrink={Text((double)width / size.Width)},vshrink={Text((double)height / size.Height)}]");
        }
        else
        {
            string nickname = kernel.Nickname == Kernel.BoxNickname ? "nearest" : kernel.Nickname;
            double horizontal = (double)size.Width / width, vertical = (double)size.Height / height;
            pipeline.Apply("resize", $"[scale={Text(horizontal)},vscale={Text(vertical)},kernel={nickname}]");
        }
        if (hasAlpha)
        {
            pipeline.Apply("unpremultiply");
            // A cast cuts off; half a step makes it round.
            pipeline.Apply("linear", "[a=1,b=0.5,uchar=true]");
        }
        if (pipeline.Image.Width != size.Width || pipeline.Image.Height != size.Height)
        {
            throw new VipsException($"scaled to {pipeline.Image.Width} × {pipeline.Image.Height} in place of {size.Width} × {size.Height}");
        }
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
