using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Writes PNG with 8 bits a channel.</summary>
public sealed class PngEncoder : QuantizingImageEncoder
{
    public PngEncoder()
    {
    }

    private protected override byte[] Save(VipsImage pixels, string metadata) =>
        VipsOperation.Save("pngsave_buffer", pixels, $"[compression=6,{metadata}]");
}
