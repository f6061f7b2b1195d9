namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>A filter that weighs source pixels. Where a picture shrinks, the filter is widened by the same factor, so that nothing aliases.</summary>
public interface IResampler
{
    /// <summary>Source pixels on either side that have weight, at a scale of 1.</summary>
    float Radius { get; }

    /// <summary>Weight at a distance of <paramref name="x"/> source pixels.</summary>
    float GetValue(float x);
}
