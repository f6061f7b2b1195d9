namespace SixLabors.ImageSharp.Processing;

/// <summary>A picture on its way through a chain of steps.</summary>
public interface IImageProcessingContext
{
    Configuration Configuration { get; }

    /// <summary>The size after the steps so far.</summary>
    Size GetCurrentSize();
}
