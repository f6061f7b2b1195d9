namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>A filter that libvips has, by its nickname there.</summary>
internal sealed class Kernel(string nickname, float radius, Func<float, float> weight) : IResampler
{
    /// <summary>An average of whole blocks is another operation than the filters.</summary>
    internal const string BoxNickname = "box";

    internal string Nickname => nickname;

    public float Radius => radius;

    public float GetValue(float x) => weight(MathF.Abs(x));

    internal static Kernel Of(IResampler sampler) =>
        sampler as Kernel ?? throw new NotSupportedException($"{sampler.GetType().Name} is not one of {nameof(KnownResamplers)}.");

    internal static float Triangle(float x) => x < 1 ? 1 - x : 0;

    internal static float Box(float x) => x <= 0.5f ? 1 : 0;

    internal static float Lanczos3(float x) => x < 3 ? Sinc(x) * Sinc(x / 3) : 0;

    // Mitchell and Netravali 1988, eq. 8, with B = 0 and C = 1/2: the Catmull-Rom spline.
    internal static float CatmullRom(float x) => x switch
    {
        < 1 => (((1.5f * x) - 2.5f) * x * x) + 1,
        < 2 => (((((-0.5f * x) + 2.5f) * x) - 4) * x) + 2,
        _ => 0,
    };

    private static float Sinc(float x) => x == 0 ? 1 : MathF.Sin(MathF.PI * x) / (MathF.PI * x);
}
