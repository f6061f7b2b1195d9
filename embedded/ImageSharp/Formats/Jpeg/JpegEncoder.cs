using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>Writes JPEG.</summary>
public sealed class JpegEncoder : ImageEncoder
{
    private readonly int? quality;

    public JpegEncoder()
    {
    }

    /// <summary>1 to 100; 75 where it is not given.</summary>
    /// <exception cref="ArgumentException">The value is out of range.</exception>
    public int? Quality
    {
        get => quality;
        init => quality = value is null or (>= 1 and <= 100)
            ? value
            : throw new ArgumentException($"Quality is {value}; it must be between 1 and 100.", nameof(value));
    }

    /// <summary><see cref="JpegEncodingColor.YCbCrRatio420"/> where it is not given.</summary>
    public JpegEncodingColor? ColorType { get; init; }

    private protected override byte[] Save(VipsImage pixels, string metadata)
    {
        string subsampling = ColorType == JpegEncodingColor.YCbCrRatio444 ? "off" : "on";
        string options = $"[Q={Quality ?? 75},subsample-mode={subsampling},{metadata}]";
        using var pipeline = new Pipeline(pixels.Then("copy"));
        if (pixels.HasAlpha) pipeline.Apply("extract_band", "[band=0,n=3]");
        if (ColorType == JpegEncodingColor.Luminance) pipeline.Apply("colourspace", "[space=b-w]");
        return VipsOperation.Save("jpegsave_buffer", pipeline.Image, options);
    }
}
