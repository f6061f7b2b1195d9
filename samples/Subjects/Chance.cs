using System.Numerics;

namespace ImageClassifier.Samples.Subjects;

/// <summary>Draws from a seeded source of randomness.</summary>
internal static class Chance
{
    public static float Between(this Random random, float low, float high) => low + ((high - low) * random.NextSingle());

    public static bool Likely(this Random random, float probability) => random.NextSingle() < probability;

    public static T Pick<T>(this Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>A linear colour from hue in turns, saturation and value (HSV).</summary>
    public static Vector3 Hue(float hue, float saturation, float value)
    {
        Vector3 wheel = new(Wave(hue), Wave(hue - (1 / 3f)), Wave(hue - (2 / 3f)));
        Vector3 colour = Vector3.Lerp(Vector3.One, wheel, saturation) * value;
        return colour * colour;

        static float Wave(float h) => Math.Clamp(MathF.Abs((((h % 1) + 1) % 1 * 6) - 3) - 1, 0, 1);
    }

    /// <summary>Any colour, from grey to strong.</summary>
    public static Vector3 Colour(this Random random) => Hue(random.NextSingle(), random.Between(0.1f, 0.85f), random.Between(0.25f, 0.95f));

    /// <summary>A colour for something large, which is seldom bright.</summary>
    public static Vector3 Muted(this Random random) => Hue(random.NextSingle(), random.Between(0.1f, 0.5f), random.Between(0.25f, 0.9f));

    /// <summary>A dark or light colour with little hue, as most things have.</summary>
    public static Vector3 Neutral(this Random random) =>
        Hue(random.NextSingle(), random.Between(0, 0.2f), random.Likely(0.5f) ? random.Between(0.12f, 0.3f) : random.Between(0.6f, 0.95f));
}
