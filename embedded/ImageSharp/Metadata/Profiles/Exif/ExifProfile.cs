using System.Diagnostics.CodeAnalysis;

namespace SixLabors.ImageSharp.Metadata.Profiles.Exif;

/// <summary>What the camera wrote beside the pixels. Fields that have no <see cref="ExifTag"/> here are carried along untouched.</summary>
public sealed class ExifProfile
{
    private static readonly byte[] Marker = "Exif\0\0"u8.ToArray();

    private readonly TiffDirectory directory;

    public ExifProfile()
        : this([])
    {
    }

    /// <param name="data">A TIFF structure, with or without the marker <c>Exif</c> before it.</param>
    public ExifProfile(byte[]? data)
    {
        data ??= [];
        directory = new TiffDirectory(data.AsSpan().StartsWith(Marker) ? data[Marker.Length..] : data);
    }

    public bool TryGetValue<TValueType>(ExifTag<TValueType> tag, [NotNullWhen(true)] out IExifValue<TValueType>? exifValue)
    {
        exifValue = directory.ReadShort((ushort)tag) is { } value && value is TValueType typed ? new ExifValue<TValueType>(tag, typed) : null;
        return exifValue is not null;
    }

    public void SetValue<TValueType>(ExifTag<TValueType> tag, TValueType value)
        where TValueType : notnull
    {
        if (value is not ushort number) throw new NotSupportedException($"EXIF field {tag} of type {typeof(TValueType).Name} cannot be set.");
        directory.WriteShort((ushort)tag, number);
    }

    public bool RemoveValue(ExifTag tag) => directory.RemoveEntry((ushort)tag);

    public byte[]? ToByteArray() => [.. directory.Bytes];

    public ExifProfile DeepClone() => new([.. directory.Bytes]);

    internal byte[] ToBlock() => [.. Marker, .. directory.Bytes];
}
