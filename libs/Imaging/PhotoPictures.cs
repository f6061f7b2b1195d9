using ImageClassifier.Imaging.Pixels;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageClassifier.Imaging;

/// <summary>Small pictures of a stored photo, as a network sees it, for people.</summary>
/// <param name="Photo">JPEG.</param>
/// <param name="Overlay">The same under its heat map, JPEG; dark is unimportant, bright yellow decides.</param>
public sealed record PhotoPictures(byte[] Photo, byte[] Overlay)
{
    private const float Opacity = 0.6f;

    private static readonly JpegEncoder Encoder = new() { Quality = 80 };

    // Matplotlib's "inferno" at five points: brightness grows with the value, whatever colours a person sees.
    private static readonly (float Red, float Green, float Blue)[] Ramp =
        [(0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164)];

    /// <param name="jpeg">A stored photo.</param>
    /// <param name="side">Of the pictures in pixels.</param>
    /// <param name="visible">Share of the photo's shorter side that the network sees; the middle of it is shown.</param>
    /// <param name="heat">Of the part that is shown.</param>
    /// <exception cref="PhotoDecodingException">The bytes cannot be decoded.</exception>
    public static PhotoPictures Of(ReadOnlyMemory<byte> jpeg, int side, double visible, HeatMap heat)
    {
        int whole = Math.Max(side, (int)Math.Round(side / visible));
        var square = new PhotoSquare(ResizeFit.Crop, whole, side);
        Rgb24[] pixels = Join(PhotoPixels.LoadSquares(jpeg, square).Squares[0]);
        using Image<Rgb24> image = Image.LoadPixelData<Rgb24>(pixels, side, side);
        byte[] photo = Encode(image);
        for (int row = 0; row < side; row++)
            for (int column = 0; column < side; column++)
                pixels[row * side + column] = Blend(pixels[row * side + column], heat.At((column + 0.5) / side, (row + 0.5) / side));
        using Image<Rgb24> overlay = Image.LoadPixelData<Rgb24>(pixels, side, side);
        return new PhotoPictures(photo, Encode(overlay));
    }

    // From planes of red, green and blue to pixels.
    private static Rgb24[] Join(byte[] planes)
    {
        int count = planes.Length / 3;
        var pixels = new Rgb24[count];
        for (int i = 0; i < count; i++) pixels[i] = new Rgb24(planes[i], planes[count + i], planes[2 * count + i]);
        return pixels;
    }

    private static Rgb24 Blend(Rgb24 pixel, float value)
    {
        float at = Math.Clamp(value, 0, 1) * (Ramp.Length - 1);
        int low = Math.Min((int)at, Ramp.Length - 2);
        (float Red, float Green, float Blue) a = Ramp[low], b = Ramp[low + 1];
        float share = at - low;
        return new Rgb24(Mix(pixel.R, a.Red, b.Red), Mix(pixel.G, a.Green, b.Green), Mix(pixel.B, a.Blue, b.Blue));

        byte Mix(byte photo, float from, float to) => (byte)Math.Round((1 - Opacity) * photo + Opacity * (from + share * (to - from)));
    }

    private static byte[] Encode(Image<Rgb24> image)
    {
        using var buffer = new MemoryStream();
        image.SaveAsJpeg(buffer, Encoder);
        return buffer.ToArray();
    }
}
