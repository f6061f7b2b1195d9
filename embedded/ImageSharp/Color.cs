using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>A colour that any pixel format can take.</summary>
public readonly struct Color : IEquatable<Color>
{
    public static readonly Color White = new(new Rgba32(255, 255, 255));

    public static readonly Color Black = new(new Rgba32(0, 0, 0));

    private readonly Rgba32 value;

    public Color(Rgba32 pixel) => value = pixel;

    public static bool operator ==(Color left, Color right) => left.Equals(right);

    public static bool operator !=(Color left, Color right) => !left.Equals(right);

    public static Color FromRgb(byte r, byte g, byte b) => new(new Rgba32(r, g, b));

    public static Color FromRgba(byte r, byte g, byte b, byte a) => new(new Rgba32(r, g, b, a));

    public TPixel ToPixel<TPixel>()
        where TPixel : unmanaged, IPixel<TPixel>
    {
        TPixel pixel = default;
        pixel.FromRgba32(value);
        return pixel;
    }

    public bool Equals(Color other) => value.Equals(other.value);

    public override bool Equals(object? obj) => obj is Color other && Equals(other);

    public override int GetHashCode() => value.GetHashCode();

    public override string ToString() => $"{value.R:X2}{value.G:X2}{value.B:X2}{value.A:X2}";
}
