using ImageClassifier.Contracts.Experiments;

namespace ImageClassifier.Contracts.Retraining;

/// <summary>What is to be trained, how often and on which split: a checked study with everything written out.</summary>
public record StudyOrder
{
    /// <summary>Name of the study, if it has one.</summary>
    public string? Study { get; init; }

    public required IReadOnlyList<Experiment> Experiments { get; init; }

    public SearchOptions? Search { get; init; }

    /// <summary>Of the split and of the search, and of training where an experiment names none.</summary>
    public required int Seed { get; init; }

    /// <summary>Trainings of each experiment, with the seeds that follow its own.</summary>
    public required int Repeats { get; init; }

    /// <summary>1 for a hold-out split.</summary>
    public int Folds { get; init; } = 1;

    /// <summary>Share of each class that validates in a hold-out split.</summary>
    public required double ValidationFraction { get; init; }

    /// <summary>Runs at most; of a search with rungs, all of them.</summary>
    public long Runs
    {
        get
        {
            long trials = Search is null ? 0
                : Enumerable.Range(0, Search.Rungs(Search.Base.TotalEpochs()).Count).Sum(rung => (long)Search.TrialsOf(rung));
            return (Experiments.Count + trials) * Repeats * Folds;
        }
    }
}
