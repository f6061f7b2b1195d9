namespace ImageClassifier.Core.Retraining;

/// <summary>What a reader of a study's numbers should know, in words. Pure.</summary>
public static class StudyNotes
{
    public static IEnumerable<string> Of(StudyOrder order, IReadOnlyList<ExperimentScore> scores)
    {
        int trials = scores.Count(score => score is { Trial: not null, Runs: > 0 });
        if (trials > 1)
        {
            yield return $"The winner of a search is optimistic: it is the best of {trials} trials by the same validation photos, so part of its lead is luck. "
                + "Measure it on photos that decided nothing before you rely on its accuracy.";
        }
        if (order.Folds > 1)
        {
            yield return $"Accuracies are means over {order.Folds} folds, in which every photo validates once. The model that serves is the best of the "
                + $"{order.Folds} that the winner trained, each without one fold; the mean is the estimate of what it does on new photos, not that model's own number.";
        }
    }
}
