namespace SixLabors.ImageSharp.Metadata.Profiles.Exif;

/// <summary>Number of an EXIF field.</summary>
public abstract class ExifTag : IEquatable<ExifTag>
{
    private readonly ushort value;

    internal ExifTag(ushort value) => this.value = value;

    /// <summary>How the camera was held: 1 is upright, 2 to 8 are the other quarter turns and mirrorings.</summary>
    public static ExifTag<ushort> Orientation { get; } = new(0x0112);

    public static explicit operator ushort(ExifTag tag) => tag?.value ?? ushort.MaxValue;

    public static bool operator ==(ExifTag? left, ExifTag? right) => Equals(left, right);

    public static bool operator !=(ExifTag? left, ExifTag? right) => !Equals(left, right);

    public bool Equals(ExifTag? other) => other is not null && value == other.value;

    public override bool Equals(object? obj) => Equals(obj as ExifTag);

    public override int GetHashCode() => value.GetHashCode();

    public override string ToString() => value == 0x0112 ? nameof(Orientation) : $"0x{value:X4}";
}

/// <summary>Number of an EXIF field whose values have one type.</summary>
/// <typeparam name="TValueType">Type of the value.</typeparam>
public sealed class ExifTag<TValueType> : ExifTag
{
    internal ExifTag(ushort value)
        : base(value)
    {
    }
}
