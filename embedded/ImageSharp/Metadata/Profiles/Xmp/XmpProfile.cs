namespace SixLabors.ImageSharp.Metadata.Profiles.Xmp;

/// <summary>An XMP packet.</summary>
public sealed class XmpProfile
{
    private readonly byte[] data;

    public XmpProfile(byte[]? data) => this.data = data ?? [];

    public byte[]? ToByteArray() => [.. data];

    public XmpProfile DeepClone() => new([.. data]);
}
