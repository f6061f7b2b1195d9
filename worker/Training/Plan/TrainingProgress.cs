using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Worker.Training.Plan;

/// <summary>What follows from the epochs so far: which was best, and whether to go on. Nothing else has to be remembered.</summary>
/// <param name="Experiment">What is trained.</param>
/// <param name="Epochs">Of all phases, in order.</param>
/// <param name="StopAfterEpoch">Ends training early; null trains all epochs.</param>
internal sealed record TrainingProgress(Experiment Experiment, IReadOnlyList<EpochRecord> Epochs, int? StopAfterEpoch = null)
{
    /// <summary>Epochs that there will be, unless early stopping ends training before.</summary>
    public int Of => Math.Min(Planned, StopAfterEpoch ?? int.MaxValue);

    /// <summary>
    /// The epoch with the highest validation accuracy, of several the one with the lowest validation loss; or with the lowest loss where
    /// early stopping looks at that. Of equals the first. 0 before any.
    /// </summary>
    public int BestEpoch => Best?.Epoch ?? 0;

    public EpochRecord? Best => Epochs.Count == 0 ? null : Epochs.Aggregate((best, epoch) => IsBetter(epoch, best) ? epoch : best);

    /// <summary>Null while there is an epoch to train.</summary>
    public StopReason? Over =>
        Epochs.Count >= Planned ? StopReason.AllEpochs
        : Experiment.EarlyStopping is { } options && EpochsWithoutImprovement(options) >= options.Patience ? StopReason.EarlyStopping
        : Epochs.Count >= Of ? StopReason.StopAfterEpoch
        : null;

    private int Planned => TrainingPlan.Of(Experiment).Epochs;

    private bool IsBetter(EpochRecord epoch, EpochRecord best) => Experiment.EarlyStopping?.Metric == StoppingMetric.ValLoss
        ? epoch.ValLoss < best.ValLoss
        : (epoch.ValAccuracy, -epoch.ValLoss).CompareTo((best.ValAccuracy, -best.ValLoss)) > 0;

    private int EpochsWithoutImprovement(EarlyStoppingOptions options)
    {
        int without = 0;
        double reference = double.NegativeInfinity;
        // A probe is a preparation: when it no longer improves, the network has not begun yet.
        foreach (EpochRecord epoch in Epochs.Where(epoch => epoch.Phase != PhaseName.Probe))
        {
            double value = options.Metric == StoppingMetric.ValLoss ? -epoch.ValLoss : epoch.ValAccuracy;
            bool improved = value - reference > options.MinDelta;
            without = improved ? 0 : without + 1;
            if (improved) reference = value;
        }
        return without;
    }
}
