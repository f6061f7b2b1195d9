using System.Numerics;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageClassifier.Samples.Rendering;

/// <summary>What a camera does to light: exposure, blur, vignette, grain.</summary>
internal sealed record Film
{
    /// <summary>Factor of all light.</summary>
    public float Exposure { get; init; } = 1;

    /// <summary>Factors of red, green and blue: a lamp that the camera took for white.</summary>
    public Vector3 WhiteBalance { get; init; } = Vector3.One;

    /// <summary>Blur of a shaking hand or a wrong focus, in pixels.</summary>
    public float Blur { get; init; }

    /// <summary>Standard deviation of the grain, in steps of 256.</summary>
    public float Grain { get; init; } = 3;

    public float Vignette { get; init; } = 0.2f;

    /// <summary>Takes a picture.</summary>
    /// <param name="scene">What is in front of the camera.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="random">Source of grain and of the places of the rays.</param>
    public Image<Rgb24> Expose(Scene scene, int width, int height, Random random)
    {
        Vector3[] light = Collect(scene, width, height, random);
        if (Blur > 0.3f) light = Smooth(Smooth(light, width, height), height, width);
        var pixels = new Rgb24[width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            float u = ((i % width) + 0.5f - (width / 2f)) / (height / 2f), v = ((i / width) + 0.5f - (height / 2f)) / (height / 2f);
            float corner = 1 - (Vignette * ((u * u) + (v * v)) / 2.8f);
            Vector3 colour = light[i] * WhiteBalance * (Exposure * corner);
            pixels[i] = new Rgb24(Level(colour.X, random), Level(colour.Y, random), Level(colour.Z, random));
        }
        return Image.LoadPixelData<Rgb24>(pixels, width, height);
    }

    // Four rays a pixel, one somewhere in each quarter of it.
    private static Vector3[] Collect(Scene scene, int width, int height, Random random)
    {
        var renderer = new Renderer(scene);
        var light = new Vector3[width * height];
        for (int i = 0; i < light.Length; i++)
        {
            Vector3 sum = Vector3.Zero;
            for (int quarter = 0; quarter < 4; quarter++)
            {
                float x = (i % width) + (((quarter & 1) + random.NextSingle()) / 2),
                    y = (i / width) + (((quarter >> 1) + random.NextSingle()) / 2);
                Vector3 ray = scene.Camera.Ray((x - (width / 2f)) / (height / 2f), ((height / 2f) - y) / (height / 2f));
                // One very bright ray must not make a hard edge.
                sum += Vector3.Min(renderer.See(scene.Camera.Eye, ray), new Vector3(2.5f));
            }
            light[i] = sum / 4;
        }
        return light;
    }

    // A Gaussian along the rows; the result is transposed, so that the same pass then does the columns.
    private Vector3[] Smooth(Vector3[] light, int width, int height)
    {
        int reach = (int)MathF.Ceiling(Blur * 2.5f);
        float[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(x => MathF.Exp(-x * x / (2 * Blur * Blur)))];
        float total = weights.Sum();
        var smooth = new Vector3[light.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Vector3 sum = Vector3.Zero;
                for (int k = -reach; k <= reach; k++) sum += light[(y * width) + Math.Clamp(x + k, 0, width - 1)] * weights[k + reach];
                smooth[(x * height) + y] = sum / total;
            }
        }
        return smooth;
    }

    // Filmic curve (Hejl and Burgess-Dawson 2010), which includes the gamma of sRGB, then grain.
    private byte Level(float light, Random random)
    {
        float x = MathF.Max(0, (light * 1.1f) - 0.004f);
        float curve = (x * ((6.2f * x) + 0.5f)) / ((x * ((6.2f * x) + 1.7f)) + 0.06f);
        float noise = random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f;
        return (byte)Math.Clamp((curve * 255) + (noise * 2 * Grain) + 0.5f, 0, 255);
    }
}
