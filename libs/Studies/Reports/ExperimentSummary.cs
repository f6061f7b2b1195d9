using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Studies.Planning;
using ImageClassifier.Studies.Statistics;

namespace ImageClassifier.Studies.Reports;

/// <summary>The finished runs of one experiment.</summary>
public sealed class ExperimentSummary
{
    /// <summary>A gap between training and validation accuracy from here on is called overfitting, if chance does not explain it.</summary>
    public const double LargeGap = 0.10;

    /// <summary>A network that knows fewer of its own training photos underfits.</summary>
    public const double LowTrainAccuracy = 0.80;

    /// <param name="runs">Finished runs of one experiment, at least one.</param>
    /// <param name="planned">How many there should be; the finished ones by default.</param>
    public ExperimentSummary(IReadOnlyList<StudyRun> runs, int? planned = null)
    {
        Runs = runs;
        Planned = planned ?? runs.Count;
        Results = [.. runs.Select(run => run.Result!)];
        Accuracy = SampleSummary.Of([.. Results.Select(result => result.BestValAccuracy)]);
        Folds = runs.Select(run => run.Fold).Distinct().Count();
        Interval = AccuracyInterval.Of(Results, Folds);
    }

    /// <summary>In the order of the plan.</summary>
    public IReadOnlyList<StudyRun> Runs { get; }

    public IReadOnlyList<TrainingResult> Results { get; }

    /// <summary>Runs that should have finished.</summary>
    public int Planned { get; }

    public Experiment Experiment => Runs[0].Experiment;

    public string Name => Experiment.Name;

    /// <summary>Validation accuracy over the runs.</summary>
    public SampleSummary Accuracy { get; }

    public int Folds { get; }

    /// <summary>95 % interval of the accuracy, see <see cref="AccuracyInterval"/>.</summary>
    public WilsonInterval Interval { get; }

    public double TrainAccuracy => Results.Average(result => result.TrainAccuracy);

    /// <summary>Training minus validation accuracy.</summary>
    public double Gap => Results.Average(result => result.Gap);

    public double MacroF1 => Results.Average(result => result.MacroF1);

    public double Seconds => Results.Average(result => result.Seconds);

    public long Parameters => Results[0].Parameters;

    /// <summary>The one with the highest accuracy, of equals the one with the lower loss.</summary>
    public StudyRun BestRun =>
        Runs.OrderByDescending(run => run.Result!.BestValAccuracy).ThenBy(run => StudyRanking.ValLoss(run.Result!)).First();

    /// <summary>Validation loss at the best epochs.</summary>
    public double Loss => Results.Average(StudyRanking.ValLoss);

    /// <summary>The training photos are known better by more than ten points, and by more than chance makes of so few validation
    /// photos.</summary>
    public bool Overfits => Gap >= LargeGap && TrainAccuracy > Interval.High;

    /// <summary>Not even the training photos are known well.</summary>
    public bool Underfits => TrainAccuracy < LowTrainAccuracy && !Overfits;
}
