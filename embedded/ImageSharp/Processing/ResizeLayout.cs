using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Processing;

/// <summary>From what a caller asks for to the size that the pixels are scaled to, and the part that is kept.</summary>
internal readonly record struct ResizeLayout(Size Scaled, Rectangle Kept)
{
    internal static ResizeLayout Of(ResizeOptions options, int width, int height)
    {
        Size asked = Complete(options.Size, width, height);
        double horizontal = (double)asked.Width / width, vertical = (double)asked.Height / height;
        return options.Mode switch
        {
            ResizeMode.Stretch => Whole(asked),
            ResizeMode.Max => Whole(Scale(width, height, Math.Min(horizontal, vertical))),
            ResizeMode.Min when asked.Width > width || asked.Height > height => Whole(new Size(width, height)),
            ResizeMode.Min => Whole(Scale(width, height, Math.Max(horizontal, vertical))),
            ResizeMode.Crop => Centred(Scale(width, height, Math.Max(horizontal, vertical)), asked),
            _ => throw new NotSupportedException($"Resize mode {options.Mode} is not supported."),
        };
    }

    /// <summary>What <see cref="Formats.DecoderOptions.TargetSize"/> makes of a picture; null where it stays as it is.</summary>
    internal static Size? TargetOf(Size box, VipsImage image)
    {
        if (image.Width == box.Width || image.Height == box.Height) return null;
        return Of(new ResizeOptions { Mode = ResizeMode.Max, Size = box }, image.Width, image.Height).Scaled;
    }

    private static Size Complete(Size asked, int width, int height)
    {
        if (asked.Width < 0 || asked.Height < 0 || (asked.Width == 0 && asked.Height == 0))
        {
            throw new ArgumentException($"Size is {asked.Width} × {asked.Height}; at least one side must be positive.", nameof(asked));
        }
        if (asked.Width == 0) return new Size(Side(width * (double)asked.Height / height), asked.Height);
        return asked.Height == 0 ? new Size(asked.Width, Side(height * (double)asked.Width / width)) : asked;
    }

    private static Size Scale(int width, int height, double factor) => new(Side(width * factor), Side(height * factor));

    private static int Side(double length) => Math.Max(1, (int)Math.Round(length, MidpointRounding.AwayFromZero));

    private static ResizeLayout Whole(Size size) => new(size, new Rectangle(0, 0, size.Width, size.Height));

    private static ResizeLayout Centred(Size scaled, Size kept)
    {
        var covering = new Size(Math.Max(scaled.Width, kept.Width), Math.Max(scaled.Height, kept.Height));
        return new(covering, new Rectangle((covering.Width - kept.Width) / 2, (covering.Height - kept.Height) / 2, kept.Width, kept.Height));
    }
}
