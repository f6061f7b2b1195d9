namespace ImageClassifier.Contracts.Statistics;

/// <summary>Probabilities from a network's logits.</summary>
public static class Softmax
{
    /// <summary>softmax(logits / temperature).</summary>
    /// <param name="logits">[K], one for each class.</param>
    /// <param name="temperature">Above 1 the answers are less sure (Guo et al. 2017).</param>
    /// <returns>[K], of sum 1.</returns>
    public static float[] Of(IReadOnlyList<float> logits, double temperature = 1)
    {
        double largest = logits.Max();
        double[] powers = [.. logits.Select(logit => Math.Exp((logit - largest) / temperature))];
        double sum = powers.Sum();
        return [.. powers.Select(power => (float)(power / sum))];
    }
}
