namespace ImageClassifier.Contracts.Experiments;

/// <summary>One recipe: what is trained, on which view of the photos, and how. Field names follow PyTorch's.</summary>
public sealed record Experiment
{
    public const int CurrentSchemaVersion = 1;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Shown in tables and as the run's name; unique within a study.</summary>
    public required string Name { get; init; }

    public string? Description { get; init; }

    public ModelOptions Model { get; init; } = new();

    public TransferOptions Transfer { get; init; } = new();

    public DataOptions Data { get; init; } = new();

    public OptimizerOptions Optimizer { get; init; } = new();

    public ScheduleOptions Schedule { get; init; } = new();

    public RegularizationOptions Regularization { get; init; } = new();

    public int Epochs { get; init; } = 15;

    /// <summary>Photos per optimizer step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Null trains all epochs.</summary>
    public EarlyStoppingOptions? EarlyStopping { get; init; }

    /// <summary>Null takes the seed of the retrain.</summary>
    public int? Seed { get; init; }

    /// <summary>Epochs of the whole training, a probe's included.</summary>
    public int TotalEpochs() => Epochs + (Transfer.Strategy == TransferStrategy.LpFt ? Transfer.ProbeEpochs : 0);

    /// <summary>Whether some batch norm computes with the statistics of a batch: with one photo they may be of one value, whose variance is
    /// not a number.</summary>
    private bool TrainsBatchNorm =>
        Model.Architecture != Architecture.Squeezenet1_1 && Transfer.Strategy != TransferStrategy.Frozen && !Transfer.FreezeBatchNorm;

    /// <returns>Every problem, with JSON paths below <paramref name="path"/>.</returns>
    public IReadOnlyList<Problem> Validate(string path = "$") => new Check(path)
        .That(SchemaVersion == CurrentSchemaVersion, "schemaVersion", $"is {SchemaVersion}; this version reads {CurrentSchemaVersion}")
        .That(Name.Trim().Length is > 0 and <= 100, "name", "must have 1 to 100 characters")
        .Include(Model.Validate($"{path}.model"))
        .Include(Transfer.Validate($"{path}.transfer"))
        .That(Transfer.Strategy == TransferStrategy.FineTune || Model.Pretrained is not null, "transfer.strategy",
            "freezes weights, and random ones are not worth keeping; name them in model.pretrained")
        .Include(Data.Validate($"{path}.data"))
        .Include(Optimizer.Validate($"{path}.optimizer"))
        .Include(Schedule.Validate($"{path}.schedule"))
        .Include(Regularization.Validate($"{path}.regularization"))
        .Range("epochs", Epochs, 1, 10_000)
        .Range("batchSize", BatchSize, 1, 4096)
        .That(BatchSize != 1
            || !TrainsBatchNorm, "batchSize", "is 1, and batch norm needs the variance of at least 2 photos; choose 2 or more, "
            + "set transfer.freezeBatchNorm, or choose squeezenet1_1, which has no batch norm")
        .Include(EarlyStopping?.Validate($"{path}.earlyStopping") ?? [])
        .Problems;
}
