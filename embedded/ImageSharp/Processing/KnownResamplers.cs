using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

/// <summary>The filters to choose from.</summary>
public static class KnownResamplers
{
    /// <summary>Catmull-Rom cubic: sharp with little ringing.</summary>
    public static IResampler Bicubic { get; } = new Kernel("cubic", 2, Kernel.CatmullRom);

    /// <summary>Average of the pixels that become one.</summary>
    public static IResampler Box { get; } = new Kernel(Kernel.BoxNickname, 0.5f, Kernel.Box);

    /// <summary>Windowed sinc: the sharpest, rings at hard edges.</summary>
    public static IResampler Lanczos3 { get; } = new Kernel("lanczos3", 3, Kernel.Lanczos3);

    /// <summary>Linear interpolation: what PIL and torchvision call antialiased bilinear.</summary>
    public static IResampler Triangle { get; } = new Kernel("linear", 1, Kernel.Triangle);
}
