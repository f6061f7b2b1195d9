using ImageClassifier.Core.Experiments;

namespace ImageClassifier.Core.Retraining;

/// <summary>The body of <c>POST /api/retrain</c>.</summary>
public sealed record RetrainRequest
{
    public const int CurrentSchemaVersion = 1;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Name of a study; or <see cref="Experiments"/>.</summary>
    public string? Study { get; init; }

    /// <summary>Experiments inline; or <see cref="Study"/>.</summary>
    public IReadOnlyList<Experiment>? Experiments { get; init; }

    /// <summary>Of the split, and of training where an experiment names none.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Trainings of each experiment, with the seeds that follow its own.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Share of each class that validates, in (0, 1).</summary>
    public double ValidationFraction { get; init; } = 0.2;

    /// <summary>Jobs that train at the same time.</summary>
    public int MaxParallelJobs { get; init; } = 1;

    /// <summary>After this the champion is chosen among what is finished.</summary>
    public double TimeLimitMinutes { get; init; } = 240;

    /// <summary>All rules that need no study catalog and no dataset.</summary>
    public IReadOnlyList<Problem> Validate(string path = "$")
    {
        Check check = new Check(path)
            .That(SchemaVersion == CurrentSchemaVersion, "schemaVersion", $"is {SchemaVersion}; this version reads {CurrentSchemaVersion}")
            .That(Study is null != Experiments is null, "study", "send either the name of a study or a list of experiments")
            .Range("repeats", Repeats, 1, 100)
            .Range("validationFraction", ValidationFraction, 0.05, 0.9)
            .Range("maxParallelJobs", MaxParallelJobs, 1, 256)
            .Range("timeLimitMinutes", TimeLimitMinutes, 0.1, 60 * 24 * 30);
        return Experiments is null ? check.Problems : check.Include(Core.Experiments.Study.ValidateAll(Experiments, $"{path}.experiments")).Problems;
    }
}
