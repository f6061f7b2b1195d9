using System.Security.Cryptography;
using System.Text.Json;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Contracts.Jobs;

/// <summary>Where a job reports to.</summary>
/// <param name="RunId">The job's own MLflow run, child of the retrain's.</param>
public sealed record TrackingRun(string ExperimentId, string RunId);

/// <summary>One training of one experiment on one manifest: all that a worker needs to know.</summary>
public sealed record TrainingJob
{
    public const int CurrentSchemaVersion = 1;

    /// <summary>Raised when a change of the training code changes results, so that older results are not reused.</summary>
    private const int EngineVersion = 3;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>See <see cref="ComputeId"/>.</summary>
    public required string Id { get; init; }

    public required Experiment Experiment { get; init; }

    public required string ManifestDigest { get; init; }

    /// <summary>From 0; repeats differ in their seed only.</summary>
    public int Repeat { get; init; }

    /// <summary>From 0; 0 for a hold-out split.</summary>
    public int Fold { get; init; }

    /// <summary>Of weights, order of photos, dropout and augmentation.</summary>
    public required int Seed { get; init; }

    public required TrackingRun Tracking { get; init; }

    /// <summary>The durable instance that waits for this job's events.</summary>
    public required string OrchestrationId { get; init; }

    /// <summary>From 1; raised with each start.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>
    /// Ends training after so many epochs, those of a probe included, while the schedule still plans for all of the experiment's; null
    /// trains them all. A search compares experiments early with it.
    /// </summary>
    public int? StopAfterEpoch { get; init; }

    /// <summary>
    /// Id of a job with the same content and a smaller <see cref="StopAfterEpoch"/>, whose checkpoint this one takes up. No part of the id:
    /// going on gives what training from the beginning gives.
    /// </summary>
    public string? ContinuesJob { get; init; }

    /// <summary>
    /// The job's identity: a digest of what determines its result and of nothing else, so that starting it twice is harmless
    /// and an identical finished job is found. 32 lower-case hex digits.
    /// </summary>
    public static string ComputeId(Experiment experiment, string manifestDigest, int fold, int seed, int? stopAfterEpoch = null)
    {
        var identity = new
        {
            engine = EngineVersion,
            backend = TrainingBackend.Version,
            experiment = experiment with { Name = "", Description = null, Seed = null },
            manifestDigest,
            fold,
            seed,
            stopAfterEpoch,
        };
        byte[] hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(identity, CoreJson.Options));
        return Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }

    public IReadOnlyList<Problem> Validate(string path = "$") => new Check(path)
        .That(SchemaVersion == CurrentSchemaVersion, "schemaVersion", $"is {SchemaVersion}; this version reads {CurrentSchemaVersion}")
        .Include(Experiment.Validate($"{path}.experiment"))
        .Range("repeat", Repeat, 0, 1000)
        .Range("fold", Fold, 0, 1000)
        .Range("attempt", Attempt, 1, int.MaxValue)
        .That(StopAfterEpoch is null or >= 1, "stopAfterEpoch", $"is {StopAfterEpoch}; it must be at least 1")
        .That(ContinuesJob is null || ContinuesJob != Id, "continuesJob", "is the job itself; name an earlier one, or leave it out")
        .That(Id == ComputeId(Experiment, ManifestDigest, Fold, Seed, StopAfterEpoch), "id",
            $"is {Id}, which does not belong to this content")
        .Problems;
}
