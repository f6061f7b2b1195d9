namespace SixLabors.ImageSharp.Metadata.Profiles.Icc;

/// <summary>An ICC colour profile to write into a file. Decoded pixels are in sRGB already, so a loaded picture has none.</summary>
public sealed class IccProfile
{
    private readonly byte[] data;

    public IccProfile(byte[]? data) => this.data = data ?? [];

    public byte[] ToByteArray() => [.. data];

    public IccProfile DeepClone() => new([.. data]);
}
