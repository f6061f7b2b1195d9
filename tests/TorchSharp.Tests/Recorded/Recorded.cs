using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>What PyTorch computed (record.py), and the inputs that it computed it from.</summary>
internal static class Recorded
{
    private static readonly JsonDocument Document = JsonDocument.Parse(
        typeof(Recorded).Assembly.GetManifestResourceStream(
            "pytorch.json") ?? throw new FileNotFoundException("pytorch.json is not embedded"));

    internal static JsonElement Section(string name) => Document.RootElement.GetProperty(name);

    /// <summary>2 · sin(0.7 · i + phase), as float32.</summary>
    internal static Tensor Wave(long[] shape, double phase = 0)
    {
        long count = shape.Aggregate(1L, static (product, length) => product * length);
        return arange(count, dtype: float64).mul(0.7).add(phase).sin().mul(2).reshape(shape).to(float32);
    }

    internal static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(static value =>
        value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble())];

    /// <summary>Compares shape and elements; NaN equals NaN.</summary>
    internal static void AssertEqual(JsonElement expected, Tensor actual, double tolerance = 2e-5)
    {
        Assert.Equal(Numbers(expected.GetProperty("shape")).Select(static length => (long)length), actual.shape);
        double[] values = Numbers(expected.GetProperty("values"));
        double[] found = actual.detach().to(float64).contiguous().data<double>().ToArray();
        Assert.Equal(values.Length, found.Length);
        for (int i = 0; i < values.Length; i++)
        {
            double allowed = tolerance * Math.Max(1, Math.Abs(values[i]));
            Assert.True(values[i].Equals(found[i]) || Math.Abs(values[i] - found[i]) <= allowed,
                $"element {i}: {found[i]:R} where PyTorch has {values[i]:R}");
        }
    }
}
