namespace ImageClassifier.Tracking.Store;

/// <summary>A name for a run that was given none: easier to say than 32 digits.</summary>
internal static class RunNames
{
    private static readonly string[] Adjectives =
        ["amber", "brave", "calm", "clever", "eager", "gentle", "golden", "keen", "lively", "lucky", "mellow", "nimble", "quiet", "sunny",
            "swift", "wise"];

    private static readonly string[] Nouns =
        ["ant", "badger", "crane", "dove", "elk", "finch", "gull", "hare", "ibis", "jay", "lark", "mole", "newt", "otter", "seal", "wren"];

    /// <summary>The same id always gets the same name.</summary>
    public static string For(string runId)
    {
        uint hash = 2166136261;
        foreach (char c in runId) hash = (hash ^ c) * 16777619; // FNV-1a
        return $"{Adjectives[hash % 16]}-{Nouns[hash / 16 % 16]}-{hash / 256 % 1000}";
    }
}
