using ImageClassifier.Contracts.Experiments;

namespace ImageClassifier.Worker.Training.Optimization;

/// <summary>
/// The learning rate of each optimizer step, as a function of where training is, so that there is nothing to remember. The formulas are
/// those of <c>torch.optim.lr_scheduler</c>.
/// </summary>
internal static class LearningRates
{
    // ReduceLROnPlateau's: by how much a loss must fall to count, and how small a change of the rate is not worth making.
    private const double PlateauThreshold = 1e-4, PlateauEpsilon = 1e-8;

    /// <summary>
    /// Rises linearly over the warm-up steps and reaches <paramref name="rate"/> with the last of them; the schedule's own epochs begin
    /// there.
    /// </summary>
    /// <param name="schedule">What to follow.</param>
    /// <param name="rate">The full rate.</param>
    /// <param name="step">Of the optimizer, from 0, over all epochs.</param>
    /// <param name="stepsPerEpoch">Of the optimizer: fewer than batches where gradients are accumulated.</param>
    /// <param name="epochs">Epochs planned.</param>
    /// <param name="valLosses">Of the epochs so far; <c>reduce_on_plateau</c> looks at them.</param>
    public static double At(
        ScheduleOptions schedule, double rate, int step, int stepsPerEpoch, int epochs, IReadOnlyList<double>? valLosses = null)
    {
        int warmupEpochs = Math.Min(schedule.WarmupEpochs, epochs), warmup = warmupEpochs * stepsPerEpoch;
        if (step < warmup) return rate * (step + 1) / warmup;
        int own = step - warmup, steps = epochs * stepsPerEpoch - warmup, finished = own / stepsPerEpoch;
        return schedule.Name switch
        {
            ScheduleName.Constant => rate,
            ScheduleName.Step => rate * Math.Pow(schedule.Gamma, finished / schedule.StepSize),
            ScheduleName.MultiStep =>
                rate * Math.Pow(schedule.Gamma, (schedule.Milestones ?? []).Count(milestone => milestone <= finished)),
            // Zero would be reached one step after the last.
            ScheduleName.Cosine => Cosine(rate, 0, (double)own / steps),
            ScheduleName.OneCycle => OneCycle(schedule, rate, own, steps),
            ScheduleName.ReduceOnPlateau => Plateau(schedule, rate, (valLosses ?? []).Skip(warmupEpochs)),
            _ => throw new ArgumentOutOfRangeException(nameof(schedule), schedule.Name, "is no schedule"),
        };
    }

    /// <summary>Half a cosine from one value to another.</summary>
    private static double Cosine(double from, double to, double share) => to + (from - to) * (1 + Math.Cos(Math.PI * share)) / 2;

    /// <summary>OneCycleLR with two phases. Its momentum stays as it is: PyTorch's <c>cycle_momentum=False</c>.</summary>
    private static double OneCycle(ScheduleOptions schedule, double rate, int step, int steps)
    {
        double first = rate / schedule.DivFactor, last = first / schedule.FinalDivFactor;
        double top = schedule.PctStart * steps - 1, end = steps - 1;
        if (step <= top) return Cosine(first, rate, top > 0 ? step / top : 1);
        return Cosine(rate, last, end > top ? (step - top) / (end - top) : 1);
    }

    private static double Plateau(ScheduleOptions schedule, double rate, IEnumerable<double> losses)
    {
        double best = double.PositiveInfinity;
        int without = 0;
        foreach (double loss in losses)
        {
            bool better = loss < best * (1 - PlateauThreshold);
            if (better) best = loss;
            without = better ? 0 : without + 1;
            if (without <= schedule.Patience) continue;
            if (rate - rate * schedule.Gamma > PlateauEpsilon) rate *= schedule.Gamma;
            without = 0;
        }
        return rate;
    }
}
