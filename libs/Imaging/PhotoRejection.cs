namespace ImageClassifier.Imaging;

/// <summary>Why an upload is not taken as a photo.</summary>
public enum PhotoRejectionCode
{
    /// <summary>The file has no bytes.</summary>
    EmptyFile,

    /// <summary>The file is larger than <see cref="PhotoLimits.MaxBytes"/>.</summary>
    TooManyBytes,

    /// <summary>A picture, of a format that is not accepted.</summary>
    UnsupportedFormat,

    /// <summary>Not a picture at all.</summary>
    NotAnImage,

    /// <summary>The file ends before the picture does.</summary>
    Truncated,

    /// <summary>The file is whole, and its contents are broken.</summary>
    Damaged,

    /// <summary>A side is longer than <see cref="PhotoLimits.MaxSide"/>.</summary>
    SideTooLong,

    /// <summary>More pixels than <see cref="PhotoLimits.MaxPixels"/>.</summary>
    TooManyPixels,

    /// <summary>A side is shorter than <see cref="PhotoLimits.MinSide"/>.</summary>
    TooSmall,

    /// <summary>More than one frame.</summary>
    Animated,
}

/// <summary>Why an upload is not taken as a photo, in words that say what was found and what to do.</summary>
/// <param name="Code">The reason, for programs.</param>
/// <param name="Message">The reason, for people: <c>TIFF is not accepted; upload JPEG, PNG, WebP or GIF</c>.</param>
public sealed record PhotoRejection(PhotoRejectionCode Code, string Message);
