using ImageClassifier.Contracts.Experiments;

namespace ImageClassifier.Contracts.Retraining;

/// <summary>The body of <c>POST /api/retrain</c>.</summary>
/// <remarks>Like a study it may have a <c>base</c>: see <see cref="StudyShorthand"/>.</remarks>
public sealed record RetrainRequest
{
    public const int CurrentSchemaVersion = 1;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Name of a study; or <see cref="Experiments"/> or <see cref="Search"/>.</summary>
    public string? Study { get; init; }

    /// <summary>Experiments inline; or <see cref="Study"/>.</summary>
    public IReadOnlyList<Experiment>? Experiments { get; init; }

    /// <summary>A search inline, alone or beside <see cref="Experiments"/>; or <see cref="Study"/>.</summary>
    public SearchOptions? Search { get; init; }

    /// <summary>Of the split and of a search, and of training where an experiment names none.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Trainings of each experiment, with the seeds that follow its own; null is what the study says, or 1.</summary>
    public int? Repeats { get; init; }

    /// <summary>Folds of the cross-validation, 1 for a hold-out split; null is what the study says, or 1.</summary>
    public int? Folds { get; init; }

    /// <summary>Share of each class that validates in a hold-out split, in (0, 1); null is what the study says, or 0.2.</summary>
    public double? ValidationFraction { get; init; }

    /// <summary>Jobs that train at the same time.</summary>
    public int MaxParallelJobs { get; init; } = 1;

    /// <summary>After this the champion is chosen among what is finished.</summary>
    public double TimeLimitMinutes { get; init; } = 240;

    private bool IsInline => Experiments is not null || Search is not null;

    /// <summary>All rules that need no study catalog and no dataset.</summary>
    public IReadOnlyList<Problem> Validate(string path = "$")
    {
        Check check = new Check(path)
            .That(SchemaVersion == CurrentSchemaVersion, "schemaVersion", $"is {SchemaVersion}; this version reads {CurrentSchemaVersion}")
            .That(Study is null == IsInline, "study", "send either the name of a study or a list of experiments (or a search)")
            .Include(Contracts.Experiments.Study.ValidateDefaults(Repeats, Folds, ValidationFraction, path))
            .Range("maxParallelJobs", MaxParallelJobs, 1, 256)
            .Range("timeLimitMinutes", TimeLimitMinutes, 0.1, 60 * 24 * 30);
        return IsInline ? check.Include(Contracts.Experiments.Study.ValidateAll(Experiments ?? [], Search, path)).Problems : check.Problems;
    }

    /// <summary>What to train; what the request does not say, the named study says.</summary>
    /// <param name="study">Null where the experiments are inline.</param>
    public StudyOrder Order(Study? study) => new()
    {
        Study = study?.Name,
        Experiments = study?.Experiments ?? Experiments ?? [],
        Search = study is null ? Search : study.Search,
        Seed = Seed,
        Repeats = Repeats ?? study?.Repeats ?? 1,
        Folds = Folds ?? study?.Folds ?? 1,
        ValidationFraction = ValidationFraction ?? study?.ValidationFraction ?? 0.2,
    };
}
