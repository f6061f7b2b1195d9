namespace ImageClassifier.Contracts.Datasets;

/// <summary>One class of the uploads as they are now.</summary>
/// <param name="Photos">Accepted uploads.</param>
/// <param name="Distinct">Of those, what can be used: repeats count once, a photo that lies under several labels not at all.</param>
public sealed record ClassSummary(string Label, int Photos, int Distinct);

/// <summary>An upload that was moved aside, and why: also the content of its <c>.reason.json</c>.</summary>
/// <param name="Upload">Path it had in the uploads container.</param>
/// <param name="Code">Stable, for programs: <c>unsupported-format</c>.</param>
/// <param name="Message">What was found and what to do, for a person.</param>
public sealed record RejectedUpload(string Upload, string Code, string Message, DateTimeOffset RejectedAt);

/// <summary>The answer to <c>GET /api/dataset</c>.</summary>
/// <param name="Pending">Uploads that are neither accepted nor moved aside.</param>
public sealed record DatasetSummary(
    IReadOnlyList<ClassSummary> Classes, int Pending, IReadOnlyList<RejectedUpload> Rejected, IReadOnlyList<string> Warnings)
{
    /// <summary>Of the pending uploads, those that cannot be processed until somebody acts; the others only wait for their turn.</summary>
    public int Blocked { get; init; }

    /// <summary>The pending uploads, the blocked ones first, then the oldest; the first 200.</summary>
    public IReadOnlyList<PendingUpload> PendingUploads { get; init; } = [];
}
