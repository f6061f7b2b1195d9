using System.Globalization;
using ImageClassifier.Imaging.Files;

namespace ImageClassifier.Imaging;

/// <summary>Decides before a pixel is decoded whether an upload can be a photo.</summary>
internal sealed class PhotoInspector(PhotoLimits limits)
{
    private const string Upload = "upload JPEG, PNG, WebP or GIF";

    // A decoder goes through the whole picture for each scan of a JPEG. Cameras and editors make 1 to 12 of them.
    private const int FewScans = 20, ManyScans = 100;
    private const long ScannedPixels = 1_000_000_000;

    /// <returns>Why not, or null with <paramref name="photo"/> set.</returns>
    internal PhotoRejection? Inspect(ReadOnlyMemory<byte> bytes, out InspectedPhoto? photo)
    {
        photo = null;
        if (bytes.IsEmpty) return new(PhotoRejectionCode.EmptyFile, "The file is empty; upload it again.");
        if (bytes.Length > limits.MaxBytes)
        {
            return new(PhotoRejectionCode.TooManyBytes,
                $"The file has {Megabytes(bytes.Length)}; at most {Megabytes(limits.MaxBytes)} are accepted. Save the photo smaller or "
                    + $"with more compression.");
        }
        PhotoHeaders headers = PhotoHeaders.Read(bytes);
        if (headers.Format is not { } format) return Unknown(FileKind.Of(bytes.Span));
        if (headers.AreReadable && Size(headers.Width, headers.Height) is { } rejection) return rejection;

        PhotoFile? file = PhotoFile.Read(format, bytes.Span);
        if (!headers.AreReadable && file is { IsCutShort: false, HasEnd: false })
        {
            // Stray bytes where the end should be: they are gone now.
            headers = PhotoHeaders.Read(file.Pixels);
            if (headers.AreReadable && Size(headers.Width, headers.Height) is { } wrongSize) return wrongSize;
        }
        if (file is { IsCutShort: true }) return Truncated(format);
        if (file is { Frames: > 1 }) return Animated(file);
        if (file is null || !headers.AreReadable) return Damaged(format);
        if (file.Scans > Math.Clamp(ScannedPixels / ((long)headers.Width * headers.Height), FewScans, ManyScans)) return Scans(file);
        photo = new InspectedPhoto(file, headers.Width, headers.Height);
        return null;
    }

    internal static PhotoRejection Damaged(PhotoFormat format) =>
        new(PhotoRejectionCode.Damaged,
            $"The {format.Name()} is damaged and cannot be decoded; open it, save it as a new file and upload that.");

    internal static PhotoRejection Truncated(PhotoFormat format) =>
        new(PhotoRejectionCode.Truncated, $"The {format.Name()} ends before the picture does; the file was cut short, so upload it again.");

    private static PhotoRejection Unknown(FileKind kind) => kind.IsPicture
        ? new(PhotoRejectionCode.UnsupportedFormat, $"{kind.Name} is not accepted; {kind.Advice ?? Upload}.")
        : new(PhotoRejectionCode.NotAnImage, $"The file is {kind.Name}, not a photo; {kind.Advice ?? Upload}.");

    private static PhotoRejection Animated(PhotoFile file) =>
        new(PhotoRejectionCode.Animated,
            $"The {file.Format.Name()} is an animation of {Number(file.Frames)} frames; save the one frame you mean as JPEG or PNG and "
            + $"upload that.");

    private static PhotoRejection Scans(PhotoFile file) => new(PhotoRejectionCode.Damaged,
        $"The JPEG draws its picture in {Number(file.Scans)} passes, far more than any camera or editor makes; open it, save it as a new "
            + $"file and upload that.");

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

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => (bytes / (1024.0 * 1024)).ToString("0.#", CultureInfo.InvariantCulture) + " MB";

    private static string Megapixels(long pixels) => (pixels / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + " megapixels";
}

/// <summary>An upload that can be a photo.</summary>
/// <param name="File">What it is made of.</param>
/// <param name="Width">In pixels, as stored.</param>
/// <param name="Height">In pixels, as stored.</param>
internal sealed record InspectedPhoto(PhotoFile File, int Width, int Height);
