using ImageClassifier.Contracts.Statistics;

namespace ImageClassifier.Contracts.Jobs;

/// <summary>The phases of a training that has more than one.</summary>
public enum PhaseName
{
    /// <summary>The classifier alone, on frozen features.</summary>
    Probe,

    /// <summary>The whole network.</summary>
    FineTune,
}

/// <summary>One epoch's numbers, as they are logged.</summary>
/// <param name="Epoch">From 1; the step of its metrics.</param>
/// <param name="TrainAccuracy">On the augmented training photos while training, in [0, 1].</param>
/// <param name="ValAccuracy">After the epoch, in [0, 1].</param>
/// <param name="LearningRate">Of the epoch's last step.</param>
/// <param name="Seconds">Wall time, validation included.</param>
/// <param name="EndedAt">Timestamp of its metrics: logging an epoch again gives the same points.</param>
/// <param name="Phase">Null where training has one phase only.</param>
public sealed record EpochRecord(
    int Epoch, double TrainLoss, double TrainAccuracy, double ValLoss, double ValAccuracy, double LearningRate, double Seconds,
        DateTimeOffset EndedAt,
    PhaseName? Phase = null);

/// <summary>Why training ended.</summary>
public enum StopReason
{
    AllEpochs,
    EarlyStopping,

    /// <summary>As the job asked for: see <see cref="TrainingJob.StopAfterEpoch"/>.</summary>
    StopAfterEpoch,
}

/// <summary>The outcome of a finished job, <c>jobs/{id}/result.json</c>: written once, last of all.</summary>
public sealed record TrainingResult
{
    public int SchemaVersion { get; init; } = 1;

    public required string JobId { get; init; }

    /// <summary>The run it was logged to while it trained.</summary>
    public required TrackingRun Tracking { get; init; }

    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>The epoch whose weights are the model.</summary>
    public required int BestEpoch { get; init; }

    public required StopReason StopReason { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Row: true class; column: predicted; validation photos at the best epoch.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; }

    public required int ValCorrect { get; init; }

    public required int ValTotal { get; init; }

    /// <summary>Training photos without augmentation and in evaluation mode at the best epoch, in [0, 1].</summary>
    public required double TrainAccuracy { get; init; }

    public required double MacroPrecision { get; init; }

    public required double MacroRecall { get; init; }

    public required double MacroF1 { get; init; }

    /// <summary>Null where no class has validation photos on both sides.</summary>
    public double? Auc { get; init; }

    /// <summary>Expected calibration error of the probabilities as the network gives them.</summary>
    public required double Ece { get; init; }

    /// <summary>
    /// The same number after temperature scaling: of the same photos, in the same bins. Each twentieth of the photos is scaled by the
    /// temperature of all others, so that none is judged by a number that it helped to find. Null in older results.
    /// </summary>
    public double? EceCalibrated { get; init; }

    /// <summary>What serving divides the logits by; fitted on all validation photos. 1 in older results.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Mean negative logarithm of the true class's probability, unscaled; null in older results.</summary>
    public double? LogLoss { get; init; }

    /// <summary>Mean squared distance from the right answer, unscaled; null in older results.</summary>
    public double? Brier { get; init; }

    /// <summary>In the order of <see cref="Classes"/>; empty in older results.</summary>
    public IReadOnlyList<ClassScore> PerClass { get; init; } = [];

    /// <summary>Bins of <see cref="Ece"/>; empty in older results.</summary>
    public IReadOnlyList<ReliabilityBin> Reliability { get; init; } = [];

    /// <summary>Bins of <see cref="EceCalibrated"/>; empty in older results.</summary>
    public IReadOnlyList<ReliabilityBin> ReliabilityCalibrated { get; init; } = [];

    /// <summary>Trainable parameters of the network.</summary>
    public required long Parameters { get; init; }

    /// <summary>Wall time of all epochs.</summary>
    public required double Seconds { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    public double BestValAccuracy => ValTotal == 0 ? 0 : (double)ValCorrect / ValTotal;

    /// <summary>95 %.</summary>
    public WilsonInterval Interval => WilsonInterval.Of(ValCorrect, ValTotal);

    /// <summary>How much better the training photos are known than the validation photos.</summary>
    public double Gap => TrainAccuracy - BestValAccuracy;
}
