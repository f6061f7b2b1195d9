using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Studies.Planning;

/// <summary>What a reader of a study's numbers should know, in words. Pure.</summary>
public static class StudyNotes
{
    /// <param name="folds">1 for a hold-out split.</param>
    /// <param name="scores">Of the experiments.</param>
    public static IEnumerable<string> Of(int folds, IReadOnlyList<ExperimentScore> scores)
    {
        int trials = scores.Count(score => score is { Trial: not null, Runs: > 0 });
        if (trials > 1)
        {
            yield return $"The winner of a search is optimistic: it is the best of {trials} trials by the same validation photos, so "
                + $"part of its lead is luck. "
                + "Measure it on photos that decided nothing before you rely on its accuracy.";
        }
        if (folds > 1)
        {
            yield return $"Accuracies are means over {folds} folds, in which every photo validates once. The model that serves is the "
                + $"best of the "
                + $"{folds} that the winner trained, each without one fold; the mean is the estimate of what it does on new photos, not "
                + $"that model's own number.";
        }
    }
}
