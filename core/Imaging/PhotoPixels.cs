using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace ImageClassifier.Core.Imaging;

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
/// <param name="Resize">Length of the shorter side in pixels before the middle is cut out; of both sides with <see cref="ResizeFit.Squash"/>.</param>
/// <param name="Size">Side of the middle square that is kept; at most <paramref name="Resize"/>.</param>
public sealed record PhotoSquare(ResizeFit Fit, int Resize, int Size);

/// <summary>From a stored photo to the pixels that a network sees. Training and serving both call this, so that they see the same.</summary>
public static class PhotoPixels
{
    /// <summary>Decodes and scales a photo, with antialiased bilinear interpolation as torchvision does.</summary>
    /// <param name="jpeg">A stored photo (<see cref="NormalizedPhoto.Jpeg"/>).</param>
    /// <param name="width">Width of the result in pixels.</param>
    /// <param name="height">Height of the result in pixels.</param>
    /// <param name="fit">What to do where the aspect ratios differ.</param>
    /// <returns>Planes of red, green and blue: [3, height, width] uint8.</returns>
    /// <exception cref="ImageFormatException">The bytes cannot be decoded.</exception>
    public static byte[] LoadRgb(ReadOnlyMemory<byte> jpeg, int width, int height, ResizeFit fit)
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(jpeg.Span);
        image.Mutate(steps => steps.AutoOrient().Resize(new ResizeOptions
        {
            Size = new Size(width, height),
            Mode = fit == ResizeFit.Crop ? ResizeMode.Crop : ResizeMode.Stretch,
            Sampler = KnownResamplers.Triangle,
        }));
        byte[] interleaved = new byte[width * height * 3];
        image.CopyPixelDataTo(interleaved);
        return ToPlanes(interleaved);
    }

    /// <summary>Decodes a photo once and makes squares of it, scaled as <see cref="LoadRgb"/> does.</summary>
    /// <param name="jpeg">A stored photo (<see cref="NormalizedPhoto.Jpeg"/>).</param>
    /// <param name="squares">What is wanted.</param>
    /// <returns>For each square its planes of red, green and blue, [3, Size, Size] uint8; and the photo's width over its height.</returns>
    /// <exception cref="ImageFormatException">The bytes cannot be decoded.</exception>
    public static (IReadOnlyList<byte[]> Squares, double AspectRatio) LoadSquares(ReadOnlyMemory<byte> jpeg, params IReadOnlyList<PhotoSquare> squares)
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(jpeg.Span);
        image.Mutate(steps => steps.AutoOrient());
        return Cut(image, squares);
    }

    /// <summary>Makes the same squares of a photo that is decoded already.</summary>
    /// <param name="rgb">[height, width, 3] uint8.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="squares">What is wanted.</param>
    /// <returns>As <see cref="LoadSquares"/>.</returns>
    public static (IReadOnlyList<byte[]> Squares, double AspectRatio) SquaresOf(
        ReadOnlyMemory<byte> rgb, int width, int height, params IReadOnlyList<PhotoSquare> squares)
    {
        using Image<Rgb24> image = Image.LoadPixelData<Rgb24>(rgb.Span, width, height);
        return Cut(image, squares);
    }

    private static (IReadOnlyList<byte[]> Squares, double AspectRatio) Cut(Image<Rgb24> image, IReadOnlyList<PhotoSquare> squares) =>
        ([.. squares.Select(square => Cut(image, square))], (double)image.Width / image.Height);

    private static byte[] Cut(Image<Rgb24> image, PhotoSquare square)
    {
        int margin = (square.Resize - square.Size) / 2;
        using Image<Rgb24> cut = image.Clone(steps =>
        {
            steps.Resize(new ResizeOptions
            {
                Size = new Size(square.Resize, square.Resize),
                Mode = square.Fit == ResizeFit.Crop ? ResizeMode.Crop : ResizeMode.Stretch,
                Sampler = KnownResamplers.Triangle,
            });
            if (square.Size < square.Resize) steps.Crop(new Rectangle(margin, margin, square.Size, square.Size));
        });
        byte[] interleaved = new byte[square.Size * square.Size * 3];
        cut.CopyPixelDataTo(interleaved);
        return ToPlanes(interleaved);
    }

    // [height, width, 3] to [3, height, width].
    private static byte[] ToPlanes(byte[] interleaved)
    {
        int count = interleaved.Length / 3;
        byte[] planes = new byte[interleaved.Length];
        Span<byte> red = planes.AsSpan(0, count), green = planes.AsSpan(count, count), blue = planes.AsSpan(2 * count, count);
        for (int i = 0, from = 0; i < count; i++, from += 3)
        {
            red[i] = interleaved[from];
            green[i] = interleaved[from + 1];
            blue[i] = interleaved[from + 2];
        }
        return planes;
    }
}
