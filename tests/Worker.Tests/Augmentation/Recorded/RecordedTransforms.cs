using System.Text.Json;
using static TorchSharp.torch;

namespace Worker.Tests.Augmentation;

/// <summary>What torchvision computed (record.py), and the pictures that it computed it from.</summary>
internal static class RecordedTransforms
{
    public const int Size = 10;

    private static readonly JsonDocument Document = JsonDocument.Parse(
        typeof(RecordedTransforms).Assembly.GetManifestResourceStream("torchvision.json")
            ?? throw new FileNotFoundException("torchvision.json is no resource of the assembly"));

    /// <summary>[count, 3, Size, Size] uint8.</summary>
    public static Tensor Pictures(int count = 2)
    {
        const int Elements = 3 * Size * Size;
        byte[] values = [.. Enumerable.Range(0, count * Elements).Select(n =>
        {
            (int phase, int i) = Math.DivRem(n, Elements);
            return (byte)((i * 37 + i / 7 * 53 + phase * 91) % 256);
        })];
        return tensor(values, [count, 3, Size, Size]);
    }

    /// <summary>Of few levels.</summary>
    public static Tensor DimPictures() =>
        tensor(Pictures().data<byte>().ToArray().Select(value => (byte)(value / 16 * 5 + 40)).ToArray(), [2, 3, Size, Size]);

    public static IReadOnlyList<string> Operations =>
        [.. Document.RootElement.GetProperty("names").EnumerateArray().Select(name => name.GetString()!)];

    public static double[] Of(params ReadOnlySpan<string> path)
    {
        JsonElement element = Document.RootElement;
        foreach (string name in path) element = element.GetProperty(name);
        return [.. element.EnumerateArray().Select(value => value.GetDouble())];
    }

    /// <summary>Compares all elements; the recorded ones have three decimals.</summary>
    public static void AssertEqual(double[] expected, Tensor actual, double tolerance = 0.01)
    {
        float[] found = actual.to(ScalarType.Float32).contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance, $"element {i} is {found[i]}; torchvision has {expected[i]}");
    }
}
