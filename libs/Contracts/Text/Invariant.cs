namespace ImageClassifier.Contracts.Text;

/// <summary>Texts that read the same on every machine.</summary>
public static class Invariant
{
    /// <summary>The text of an interpolated string, with numbers and dates as the invariant culture writes them.</summary>
    public static string Text(InvariantText text) => text.ToString();
}
