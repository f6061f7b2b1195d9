namespace ImageClassifier.Studies.Reports.Charts;

/// <summary>A validation photo that the network is sure of and wrong about.</summary>
/// <param name="Upload">As a person named it.</param>
/// <param name="Actual">Its class.</param>
/// <param name="Predicted">The answer.</param>
/// <param name="Confidence">Probability of the answer.</param>
/// <param name="Photo">What the network saw, JPEG.</param>
/// <param name="Overlay">The same with what spoke for the answer, JPEG.</param>
public sealed record MistakePicture(string Upload, string Actual, string Predicted, double Confidence, byte[] Photo, byte[] Overlay);

/// <summary>A finished network's mistakes, <c>models/{jobId}/mistakes.json</c>.</summary>
public sealed record MistakeGallery
{
    /// <summary>Most mistakes that are shown.</summary>
    public const int Most = 12;

    /// <summary>Side of a picture in pixels.</summary>
    public const int Side = 192;

    public int SchemaVersion { get; init; } = 1;

    public required string JobId { get; init; }

    /// <summary>Validation photos.</summary>
    public required int Photos { get; init; }

    /// <summary>Wrong answers among them.</summary>
    public required int Wrong { get; init; }

    /// <summary>The most confident first.</summary>
    public required IReadOnlyList<MistakePicture> Shown { get; init; }
}
