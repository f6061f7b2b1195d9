namespace SixLabors.ImageSharp;

/// <summary>What decoding and processing share. The four formats are fixed, so there is nothing to set.</summary>
public sealed class Configuration
{
    public Configuration()
    {
    }

    public static Configuration Default { get; } = new();
}
