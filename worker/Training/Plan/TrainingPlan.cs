using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Worker.Training.Plan;

/// <summary>Consecutive epochs with one optimizer and one schedule.</summary>
/// <param name="Name">What its epochs are recorded as; null where training has one phase only.</param>
/// <param name="FirstEpoch">From 1, counted over all phases.</param>
/// <param name="Epochs">How many there are.</param>
/// <param name="Recipe">The experiment as this phase follows it.</param>
/// <param name="OnFeatures">Whether the classifier alone is trained, on features computed once, instead of the network on photos.</param>
internal sealed record TrainingPhase(PhaseName? Name, int FirstEpoch, int Epochs, Experiment Recipe, bool OnFeatures)
{
    /// <summary>The lowest stage that learns in an epoch; those below it only compute.</summary>
    /// <param name="epoch">One of this phase's, counted over all phases.</param>
    /// <param name="stages">Of the network, the classifier included.</param>
    public int LowestTrainedStage(int epoch, int stages)
    {
        int classifier = stages - 1;
        int lowest = OnFeatures ? classifier
            : Recipe.Transfer.Strategy == TransferStrategy.GradualUnfreezing
            ? classifier - (epoch - FirstEpoch) / Recipe.Transfer.UnfreezeEvery
            : 0;
        // The classifier is always trained: a network has no use otherwise.
        return Math.Clamp(lowest, Math.Min(Recipe.Transfer.FrozenStages, classifier), classifier);
    }

    /// <summary>The view of the cached photos that an epoch sees: all of them in turn.</summary>
    public int View(int epoch) => (epoch - FirstEpoch) % Recipe.Transfer.Views;
}

/// <summary>The phases of a training, in order.</summary>
internal sealed record TrainingPlan(IReadOnlyList<TrainingPhase> Phases)
{
    /// <summary>Epochs of all phases.</summary>
    public int Epochs => Phases.Sum(phase => phase.Epochs);

    public static TrainingPlan Of(Experiment experiment)
    {
        TransferOptions transfer = experiment.Transfer;
        switch (transfer.Strategy)
        {
            case TransferStrategy.LpFt:
                return new TrainingPlan(
                [
                    new TrainingPhase(PhaseName.Probe, 1, transfer.ProbeEpochs, Probe(experiment), OnFeatures: true),
                    new TrainingPhase(PhaseName.FineTune, transfer.ProbeEpochs + 1, experiment.Epochs, experiment, OnFeatures: false),
                ]);
            case TransferStrategy.Frozen:
                return new TrainingPlan([new TrainingPhase(null, 1, experiment.Epochs, experiment, OnFeatures: true)]);
            default:
                return new TrainingPlan([new TrainingPhase(null, 1, experiment.Epochs, experiment, OnFeatures: false)]);
        }
    }

    /// <param name="epoch">From 1, counted over all phases.</param>
    public TrainingPhase PhaseOf(int epoch) => Phases.Last(phase => phase.FirstEpoch <= epoch);

    /// <summary>
    /// The probe has a short life of its own: Adam (AdamW where the experiment has that), half a cosine, and no average of the weights.
    /// </summary>
    private static Experiment Probe(Experiment experiment) => experiment with
    {
        Epochs = experiment.Transfer.ProbeEpochs,
        Optimizer = new OptimizerOptions
        {
            Name = experiment.Optimizer.Name == OptimizerName.Adamw ? OptimizerName.Adamw : OptimizerName.Adam,
            LearningRate = experiment.Transfer.ProbeLearningRate,
        },
        Schedule = new ScheduleOptions { Name = ScheduleName.Cosine },
        Transfer = experiment.Transfer with { HeadFactor = 1 },
        Regularization = experiment.Regularization with { EmaDecay = null },
    };
}
