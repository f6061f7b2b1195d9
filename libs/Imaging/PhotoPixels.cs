using System.Runtime.InteropServices;
using ImageClassifier.Imaging.Files;
using ImageClassifier.Imaging.Libvips;
using ImageClassifier.Imaging.Pixels;

namespace ImageClassifier.Imaging;

/// <summary>How a photo takes the size that a network wants.</summary>
public enum ResizeFit
{
    /// <summary>Scale until the size is covered and cut off what sticks out on both sides: shapes stay as they are.</summary>
    Crop,

    /// <summary>Scale each side on its own: everything stays in view, shapes are squeezed.</summary>
    Squash,
}

/// <summary>A square that is made of a photo.</summary>
/// <param name="Fit">Whether shapes stay as they are, or everything stays in view.</param>
/// <param name="Resize">Length of the shorter side in pixels before the middle is cut out; of both sides with <see
/// cref="ResizeFit.Squash"/>.</param>
/// <param name="Size">Side of the middle square that is kept; at most <paramref name="Resize"/>.</param>
public sealed record PhotoSquare(ResizeFit Fit, int Resize, int Size);

/// <summary>From a stored photo to the pixels that a network sees. Training and serving both call this, so that they see the
/// same.</summary>
/// <remarks>Decodes at full size and scales with antialiased bilinear interpolation: the pixels of torchvision's <c>Resize</c> and
/// <c>CenterCrop</c>.</remarks>
public static class PhotoPixels
{
    /// <summary>Decodes and scales a photo.</summary>
    /// <param name="jpeg">A stored photo (<see cref="NormalizedPhoto.Jpeg"/>).</param>
    /// <param name="width">Width of the result in pixels.</param>
    /// <param name="height">Height of the result in pixels.</param>
    /// <param name="fit">What to do where the aspect ratios differ.</param>
    /// <returns>Planes of red, green and blue: [3, height, width] uint8.</returns>
    /// <exception cref="PhotoDecodingException">The bytes cannot be decoded.</exception>
    public static byte[] LoadRgb(ReadOnlyMemory<byte> jpeg, int width, int height, ResizeFit fit)
    {
        RgbImage image = Decode(jpeg);
        (int Width, int Height) scaled = fit == ResizeFit.Squash ? (width, height) : Cover(image, width, height);
        return BilinearResize.Apply(image, scaled, Middle(scaled, width, height));
    }

    /// <summary>Decodes a photo once and makes squares of it.</summary>
    /// <param name="jpeg">A stored photo (<see cref="NormalizedPhoto.Jpeg"/>).</param>
    /// <param name="squares">What is wanted.</param>
    /// <returns>For each square its planes of red, green and blue, [3, Size, Size] uint8; and the photo's width over its height.</returns>
    /// <exception cref="PhotoDecodingException">The bytes cannot be decoded.</exception>
    public static (IReadOnlyList<byte[]> Squares, double AspectRatio) LoadSquares(ReadOnlyMemory<byte> jpeg,
        params IReadOnlyList<PhotoSquare> squares) =>
        Cut(Decode(jpeg), squares);

    /// <summary>Makes the same squares of a photo that is decoded already.</summary>
    /// <param name="rgb">[height, width, 3] uint8.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="squares">What is wanted.</param>
    /// <returns>As <see cref="LoadSquares"/>.</returns>
    public static (IReadOnlyList<byte[]> Squares, double AspectRatio) SquaresOf(
        ReadOnlyMemory<byte> rgb, int width, int height, params IReadOnlyList<PhotoSquare> squares)
    {
        byte[] pixels = MemoryMarshal.TryGetArray(rgb, out ArraySegment<byte> all) && all.Offset == 0 ? all.Array! : rgb.ToArray();
        return Cut(new RgbImage(pixels, width, height), squares);
    }

    private static RgbImage Decode(ReadOnlyMemory<byte> photo)
    {
        PhotoFile file = PhotoFormats.Of(photo.Span) is { } format && PhotoFile.Read(format, photo.Span) is { IsCutShort: false } read
            ? read
            : throw new PhotoDecodingException($"The {photo.Length} bytes are no photo, or not all of one");
        return VipsDecoder.Decode(file);
    }

    private static (IReadOnlyList<byte[]> Squares, double AspectRatio) Cut(RgbImage image, IReadOnlyList<PhotoSquare> squares) =>
        ([.. squares.Select(square => Cut(image, square))], (double)image.Width / image.Height);

    private static byte[] Cut(RgbImage image, PhotoSquare square)
    {
        (int Width, int Height) scaled = square.Fit == ResizeFit.Squash ? (square.Resize, square.Resize)
            : Cover(image, square.Resize, square.Resize);
        return BilinearResize.Apply(image, scaled, Middle(scaled, square.Size, square.Size));
    }

    // The smallest size that covers what is wanted. As in torchvision, the fraction of a pixel goes.
    private static (int Width, int Height) Cover(RgbImage image, int width, int height) =>
        (long)width * image.Height >= (long)height * image.Width
        ? (width, Math.Max(height, (int)((double)width * image.Height / image.Width)))
        : (Math.Max(width, (int)((double)height * image.Width / image.Height)), height);

    // As there, half a pixel goes to the even side.
    private static Window Middle((int Width, int Height) of, int width, int height) =>
        new((int)Math.Round((of.Width - width) / 2.0), (int)Math.Round((of.Height - height) / 2.0), width, height);
}
