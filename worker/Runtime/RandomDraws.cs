namespace ImageClassifier.Worker.Runtime;

/// <summary>As many random numbers as one purpose needs for one photo in one epoch, always the same ones in the same order.</summary>
internal struct RandomDraws(int seed, RandomPurpose purpose, int epoch, int photo)
{
    // SplitMix64 (Steele, Lea and Flood 2014), started at a place of its own.
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state = CounterRandom.Bits(seed, purpose, epoch, photo);

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit()
    {
        ulong bits = CounterRandom.Mix(_state);
        _state = unchecked(_state + Step);
        return (bits >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Between(double low, double high) => low + (high - low) * Unit();

    /// <summary>Uniform among 0 … <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(Unit() * count);

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>The beta distribution with both parameters <paramref name="alpha"/>.</summary>
    public double Beta(double alpha)
    {
        double x = Gamma(alpha), y = Gamma(alpha);
        // For a very small alpha both may be too small for a double: then one of the two ends is as good as the other.
        return x + y > 0 ? x / (x + y) : Below(2);
    }

    /// <summary>The gamma distribution with scale 1 (Marsaglia and Tsang 2000; below a shape of 1 by their boost).</summary>
    private double Gamma(double shape)
    {
        if (shape < 1) return Gamma(shape + 1) * Math.Pow(1 - Unit(), 1 / shape);
        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal(), v = Math.Pow(1 + c * x, 3);
            if (v > 0 && Math.Log(1 - Unit()) < x * x / 2 + d - d * v + d * Math.Log(v)) return d * v;
        }
    }

    /// <summary>The standard normal distribution (Box and Muller 1958).</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());
}
