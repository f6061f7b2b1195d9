namespace ImageClassifier.Worker.Runtime;

/// <summary>What a random number decides. Each purpose has its own numbers, so that one more draw here changes nothing there.</summary>
internal enum RandomPurpose
{
    Weights = 1,
    Order,
    Dropout,
    Flip,
    Rotation,
    Crop,
    Policy,
    Color,
    Erasing,
    Mixing,
}

/// <summary>
/// Random numbers as a function of what they are for, instead of a sequence: an epoch draws the same numbers whether the epochs before
/// it ran in this process or in one that was killed.
/// </summary>
internal static class CounterRandom
{
    /// <summary>64 random bits: the finalizer of SplitMix64 (Steele, Lea and Flood 2014), applied once for each word.</summary>
    public static ulong Bits(int seed, RandomPurpose purpose, int epoch = 0, int photo = 0)
    {
        ulong state = Mix(unchecked((uint)seed));
        state = Mix(state ^ (ulong)purpose);
        state = Mix(state ^ (uint)epoch);
        return Mix(state ^ (uint)photo);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public static double Unit(int seed, RandomPurpose purpose, int epoch, int photo) =>
        (Bits(seed, purpose, epoch, photo) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A seed for torch's generator, never negative.</summary>
    public static long TorchSeed(int seed, RandomPurpose purpose, int epoch = 0) => (long)(Bits(seed, purpose, epoch) >> 1);

    /// <summary>64 bits to 64 others that look random; each input has an output of its own.</summary>
    public static ulong Mix(ulong x)
    {
        unchecked
        {
            x += 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
