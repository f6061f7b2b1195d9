using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training.Input;
using ImageClassifier.Worker.Training.Optimization;
using ImageClassifier.Worker.Training.Plan;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>What a learning-rate range test found.</summary>
/// <param name="Points">In the order of the steps: the rate, and the smoothed loss of the batch that was seen before the step.</param>
/// <param name="Diverged">Whether the loss got out of hand, and the test ended, before the highest rate.</param>
internal sealed record RateRange(IReadOnlyList<RatePoint> Points, bool Diverged)
{
    /// <summary>The rate at which the loss falls fastest, by the logarithm of the rate; null where it never falls.</summary>
    public double? Steepest
    {
        get
        {
            // Before the minimum: behind it a falling loss is luck.
            RatePoint[] falling = [.. Points.Take(MinimumIndex + 1)];
            int best = Enumerable.Range(1, Math.Max(0, falling.Length - 2))
                .DefaultIfEmpty(0).MinBy(i => i == 0 ? 0 : falling[i + 1].Loss - falling[i - 1].Loss);
            return best > 0 && falling[best + 1].Loss < falling[best - 1].Loss ? falling[best].Rate : null;
        }
    }

    /// <summary>A tenth of the rate with the lowest loss; null where the loss never falls.</summary>
    public double? MinimumTenth => MinimumIndex > 0 ? Points[MinimumIndex].Rate / 10 : null;

    private int MinimumIndex => Points.Count == 0 ? 0 : Enumerable.Range(0, Points.Count).MinBy(i => Points[i].Loss);
}

/// <summary>
/// Raises the learning rate exponentially from step to step and watches the loss (Smith 2017, section 3.3). Uses a network of its own;
/// nothing of it is kept.
/// </summary>
/// <param name="experiment">Whose network, photos, optimizer and loss; its rate and schedule do not matter.</param>
/// <param name="seed">Of weights, order and augmentation.</param>
internal sealed class RateRangeTest(Experiment experiment, int seed)
{
    public const int Steps = 100;

    private const double Lowest = 1e-7, Highest = 10;

    // Of the average over the steps before, as Howard's fast.ai has it; and how many times the lowest loss ends the test.
    private const double Smoothing = 0.98, Divergence = 4;

    /// <param name="photos">Of which the training side is seen.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="device">Where the photos are.</param>
    /// <param name="pretrained">Gives the network the weights that it begins with; null leaves random ones.</param>
    /// <param name="cancellationToken">Looked at after each step.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public RateRange Run(PhotoSets photos, int classes, Device device, Action<ImageNetwork>? pretrained,
        CancellationToken cancellationToken)
    {
        TrainingPhase phase = TrainingPlan.Of(experiment).Phases[^1];
        manual_seed(CounterRandom.TorchSeed(seed, RandomPurpose.Weights));
        using ImageNetwork network = NetworkFactory.Create(experiment.Model, classes);
        network.to(device);
        MemoryLayout.ChannelsLast(network);
        pretrained?.Invoke(network);
        int lowest = phase.LowestTrainedStage(phase.FirstEpoch, network.StageCount);
        StageFreezing.Train(network, lowest, experiment.Transfer.FreezeBatchNorm);
        using var optimizer = new PhaseOptimizer(experiment, network, lowest);
        using var loss = new TrainingLoss(experiment.Regularization with { Distillation = null }, photos.Training.Labels, classes);
        using var augmenter = new Augmenter(experiment.Data, photos.Normalization, seed, device);
        using var loader = new DataLoader(photos.Training, augmenter, new Mixing(experiment.Regularization, seed));

        var points = new List<RatePoint>();
        double average = 0, least = double.PositiveInfinity;
        for (int epoch = 1; points.Count < Steps; epoch++)
        {
            IReadOnlyList<int[]> batches =
                [.. Batches.Of(photos.Training.Count, experiment.BatchSize, seed, epoch).Take(Steps - points.Count)];
            foreach (TrainingBatch made in loader.Of(batches, epoch, cancellationToken))
            {
                using TrainingBatch batch = made;
                double rate = Lowest * Math.Pow(Highest / Lowest, points.Count / (Steps - 1.0));
                average = Smoothing * average + (1 - Smoothing) * Step(network, optimizer, loss, batch, rate);
                double smoothed = average / (1 - Math.Pow(Smoothing, points.Count + 1));
                if (!double.IsFinite(smoothed) || smoothed > Divergence * least) return new RateRange(points, Diverged: true);
                points.Add(new RatePoint(rate, smoothed));
                least = Math.Min(least, smoothed);
            }
        }
        return new RateRange(points, Diverged: false);
    }

    private static double Step(ImageNetwork network, PhaseOptimizer optimizer, TrainingLoss lossOf, TrainingBatch batch, double rate)
    {
        using DisposeScope scope = NewDisposeScope();
        optimizer.ZeroGrad();
        Tensor loss = lossOf.Of(network.call(batch.Input), batch, teacher: null);
        loss.backward();
        optimizer.Step(rate);
        return loss.ToDouble();
    }
}
