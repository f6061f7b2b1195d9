using System.Globalization;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;

namespace ImageClassifier.Core.Imaging;

/// <summary>Decides by the headers alone, before a pixel is decoded, whether an upload can be a photo.</summary>
internal sealed class PhotoInspector(PhotoLimits limits)
{
    private const string Upload = "upload JPEG, PNG, WebP or GIF";

    /// <returns>Why not, or null with <paramref name="info"/> set.</returns>
    internal PhotoRejection? Inspect(ReadOnlySpan<byte> bytes, out IImageInfo? info, out IImageFormat? format)
    {
        (info, format) = (null, null);
        if (bytes.IsEmpty) return new(PhotoRejectionCode.EmptyFile, "The file is empty; upload it again.");
        if (bytes.Length > limits.MaxBytes)
        {
            return new(PhotoRejectionCode.TooManyBytes,
                $"The file has {Megabytes(bytes.Length)}; at most {Megabytes(limits.MaxBytes)} are accepted. Save the photo smaller or with more compression.");
        }
        try
        {
            info = Image.Identify(Configuration.Default, bytes.ToArray(), out format) ?? throw new UnknownImageFormatException("No decoder takes it.");
        }
        catch (UnknownImageFormatException)
        {
            return Unknown(FileKind.Of(bytes));
        }
        catch (ImageFormatException)
        {
            format = Image.DetectFormat(bytes);
            return PhotoStructure.IsCutShort(bytes) ? Truncated(format) : Damaged(format);
        }
        return Size(info.Width, info.Height) ?? Structure(bytes, format);
    }

    internal static PhotoRejection Damaged(IImageFormat? format) =>
        new(PhotoRejectionCode.Damaged, $"The {NameOf(format)} is damaged and cannot be decoded; open it, save it as a new file and upload that.");

    internal static string NameOf(IImageFormat? format) => format?.Name == "Webp" ? "WebP" : format?.Name ?? "picture";

    private static PhotoRejection Truncated(IImageFormat? format) =>
        new(PhotoRejectionCode.Truncated, $"The {NameOf(format)} ends before the picture does; the file was cut short, so upload it again.");

    private static PhotoRejection Unknown(FileKind kind) => kind.IsPicture
        ? new(PhotoRejectionCode.UnsupportedFormat, $"{kind.Name} is not accepted; {Upload}.")
        : new(PhotoRejectionCode.NotAnImage, $"The file is {kind.Name}, not a photo; {Upload}.");

    private PhotoRejection? Size(int width, int height)
    {
        string size = $"The picture is {Number(width)} × {Number(height)} pixels";
        if (Math.Max(width, height) > limits.MaxSide)
        {
            return new(PhotoRejectionCode.SideTooLong, $"{size}; no side may be longer than {Number(limits.MaxSide)}. Scale it down.");
        }
        if ((long)width * height > limits.MaxPixels)
        {
            return new(PhotoRejectionCode.TooManyPixels,
                $"{size}, {Megapixels((long)width * height)}; at most {Megapixels(limits.MaxPixels)} are accepted. Scale it down.");
        }
        return Math.Min(width, height) < limits.MinSide
            ? new(PhotoRejectionCode.TooSmall, $"{size}; each side needs at least {limits.MinSide}. Upload a larger version.")
            : null;
    }

    private static PhotoRejection? Structure(ReadOnlySpan<byte> bytes, IImageFormat? format)
    {
        if (PhotoStructure.IsCutShort(bytes)) return Truncated(format);
        int frames = 1;
        return frames > 1 || PhotoStructure.IsAnimated(bytes)
            ? new(PhotoRejectionCode.Animated,
                $"The {NameOf(format)} is an animation{(frames > 1 ? $" of {Number(frames)} frames" : "")}; save the one frame you mean as JPEG or PNG and upload that.")
            : null;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => (bytes / (1024.0 * 1024)).ToString("0.#", CultureInfo.InvariantCulture) + " MB";

    private static string Megapixels(long pixels) => (pixels / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + " megapixels";
}
