using ImageClassifier.Contracts.Experiments;
using Worker.Tests.Support;

namespace Worker.Tests.Training;

/// <summary>Experiments that have something to remember from one epoch to the next, each in a way of its own.</summary>
internal static class Recipes
{
    private static readonly OptimizerOptions Nesterov =
        new() { Name = OptimizerName.Sgd, LearningRate = 0.02, Momentum = 0.9, Nesterov = true };

    public static IReadOnlyDictionary<string, Experiment> All { get; } = new Dictionary<string, Experiment>
    {
        ["adam"] = TinyJob.Experiment,
        ["plain-sgd"] = With(optimizer: new() { Name = OptimizerName.Sgd, LearningRate = 0.05 }),
        ["nesterov, one cycle, rates by layer, frozen norms"] = With(
            optimizer: Nesterov,
            schedule: new() { Name = ScheduleName.OneCycle },
            transfer: new() { LayerDecay = 0.5, HeadFactor = 3, FreezeBatchNorm = true }),
        ["adamw, average, accumulation, clipping, balanced, spared"] = With(
            optimizer: new() { Name = OptimizerName.Adamw, LearningRate = 0.01, GradientAccumulationSteps = 2, ClipNorm = 0.5 },
            regularization: new() { WeightDecay = 0.05, ExcludeBiasAndNorm = true, EmaDecay = 0.9, ClassWeights = ClassWeights.Balanced }),
        ["rmsprop, plateau"] = With(
            optimizer: new() { Name = OptimizerName.Rmsprop, LearningRate = 0.01, Momentum = 0.5 },
            schedule: new() { Name = ScheduleName.ReduceOnPlateau, Patience = 0, Gamma = 0.5, WarmupEpochs = 1 }),
        ["frozen stages, steps"] = With(
            schedule: new() { Name = ScheduleName.Step, StepSize = 2, Gamma = 0.5 },
            transfer: new() { FrozenStages = 2 }),
        ["gradual unfreezing"] = With(transfer: new() { Strategy = TransferStrategy.GradualUnfreezing, UnfreezeEvery = 2 }),
        ["frozen, plain"] = With(transfer: new() { Strategy = TransferStrategy.Frozen }),
        ["frozen, three views, average"] = With(
            transfer: new() { Strategy = TransferStrategy.Frozen, Views = 3 },
            regularization: new() { EmaDecay = 0.9 }),
        ["probe, then fine-tuning with average and accumulation"] = With(
            optimizer: Nesterov with { GradientAccumulationSteps = 3 },
            transfer: new() { Strategy = TransferStrategy.LpFt, ProbeEpochs = 3, ProbeLearningRate = 0.05 },
            regularization: new() { EmaDecay = 0.8 },
            epochs: 4),
    };

    private static Experiment With(
        OptimizerOptions? optimizer = null, ScheduleOptions? schedule = null, TransferOptions? transfer = null,
        RegularizationOptions? regularization = null, int epochs = 6) => TinyJob.Experiment with
        {
            Optimizer = optimizer ?? TinyJob.Experiment.Optimizer,
            Schedule = schedule ?? new ScheduleOptions(),
            Transfer = transfer ?? new TransferOptions(),
            Regularization = regularization ?? TinyJob.Experiment.Regularization,
            Epochs = epochs,
        };
}
