namespace SixLabors.ImageSharp.Metadata.Profiles.Exif;

/// <summary>An EXIF field and what it holds.</summary>
public interface IExifValue
{
    ExifTag Tag { get; }
}

/// <summary>An EXIF field and what it holds.</summary>
/// <typeparam name="TValueType">Type of the value.</typeparam>
public interface IExifValue<TValueType> : IExifValue
{
    TValueType? Value { get; set; }
}

/// <inheritdoc/>
internal sealed class ExifValue<TValueType>(ExifTag<TValueType> tag, TValueType value) : IExifValue<TValueType>
{
    public ExifTag Tag => tag;

    public TValueType? Value { get; set; } = value;
}
