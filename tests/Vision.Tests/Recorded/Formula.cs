using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests;

/// <summary>The weights and inputs that both sides make by the same formula; formula.py is the other half.</summary>
internal static class Formula
{
    /// <summary>[count, 3, size, size] float32 of about zero mean and unit variance.</summary>
    public static Tensor Photos(int count = 2, int size = 64) => Floats("photos", [count, 3, size, size], Math.Sqrt(12.0));

    /// <summary>Sets every parameter and buffer.</summary>
    public static void Fill(nn.Module network)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        foreach ((string name, Tensor tensor) in network.state_dict()) tensor.copy_(Value(name, tensor.shape));
    }

    /// <summary>What a parameter or buffer is set to.</summary>
    public static Tensor Value(string name, long[] shape)
    {
        if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) return zeros(shape, ScalarType.Int64);
        if (shape.Length > 1)
            return Floats(name, shape, Math.Sqrt(24.0 / shape.Skip(1).Aggregate(1L, (product, length) => product * length)));
        bool nearOne = name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("weight", StringComparison.Ordinal);
        return nearOne ? Floats(name, shape, 1.0, 1.0) : Floats(name, shape, 0.2);
    }

    private static Tensor Floats(string name, long[] shape, double scale, double offset = 0)
    {
        uint seed = Encoding.UTF8.GetBytes(name).Aggregate(2166136261, (hash, value) => (hash ^ value) * 16777619); // FNV-1a
        var values = new float[shape.Aggregate(1L, (product, length) => product * length)];
        for (uint i = 0; i < values.Length; i++) values[i] = (float)(Uniform(seed, i) * scale + offset);
        return tensor(values, shape);
    }

    /// <summary>In [-0.5, 0.5).</summary>
    private static double Uniform(uint seed, uint place)
    {
        uint x = place * 2654435761 + seed;
        x = (x ^ (x >> 15)) * 2246822519;
        x = (x ^ (x >> 13)) * 3266489917;
        x ^= x >> 16;
        return x / 4294967296.0 - 0.5;
    }
}
