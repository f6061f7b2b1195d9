namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>A pixel that converts from and to 8-bit RGBA.</summary>
public interface IPixel
{
    void FromRgba32(Rgba32 source);

    void ToRgba32(ref Rgba32 dest);
}

/// <summary>A pixel format: <see cref="Rgb24"/> or <see cref="Rgba32"/>.</summary>
/// <typeparam name="TSelf">The format itself.</typeparam>
public interface IPixel<TSelf> : IPixel, IEquatable<TSelf>
    where TSelf : unmanaged, IPixel<TSelf>
{
}
