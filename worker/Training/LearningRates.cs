using ImageClassifier.Core.Experiments;

namespace ImageClassifier.Worker.Training;

/// <summary>The learning rate of each step, as a function of where training is.</summary>
internal static class LearningRates
{
    /// <summary>
    /// Rises linearly over the warm-up steps and reaches <paramref name="rate"/> with the last of them; from there constant, or half a
    /// cosine that would reach zero one step after the last.
    /// </summary>
    /// <param name="schedule">What to follow.</param>
    /// <param name="rate">The full rate.</param>
    /// <param name="step">From 0, over all epochs.</param>
    /// <param name="stepsPerEpoch">Batches of an epoch.</param>
    /// <param name="epochs">Epochs planned.</param>
    public static double At(ScheduleOptions schedule, double rate, int step, int stepsPerEpoch, int epochs)
    {
        int warmup = Math.Min(schedule.WarmupEpochs, epochs) * stepsPerEpoch;
        if (step < warmup) return rate * (step + 1) / warmup;
        int steps = epochs * stepsPerEpoch;
        return schedule.Name switch
        {
            ScheduleName.Constant => rate,
            ScheduleName.Cosine => rate * (1 + Math.Cos(Math.PI * (step - warmup) / (steps - warmup))) / 2,
            _ => throw new NotSupportedException($"there is no schedule {schedule.Name}"),
        };
    }
}
