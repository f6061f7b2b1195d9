using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Studies.Planning;

/// <summary>From an order to its runs. Pure: the same order on the same photos gives the same runs.</summary>
public static class StudyPlan
{
    /// <summary>Every experiment with each of its seeds on each fold, experiment by experiment, then the trials of a search in its first
    /// rung.</summary>
    public static IReadOnlyList<PlannedRun> First(StudyOrder order, string manifestDigest)
    {
        var runs = new List<PlannedRun>();
        foreach (Experiment experiment in order.Experiments) Add(order, manifestDigest, runs, experiment, trial: null);
        if (order.Search is { } search)
        {
            IReadOnlyList<Experiment> trials = SearchSpace.Draw(search, order.Seed).Trials;
            for (int i = 0; i < trials.Count; i++) Add(order, manifestDigest, runs, trials[i], trial: i + 1);
        }
        return runs;
    }

    /// <summary>The runs of the next rung, which the best trials of the last one go on to.</summary>
    /// <param name="order">What was planned.</param>
    /// <param name="manifestDigest">Names the photos.</param>
    /// <param name="outcomes">All runs so far with their results, null for those that did not finish.</param>
    /// <returns>None when the search is over.</returns>
    public static IReadOnlyList<PlannedRun> Next(StudyOrder order, string manifestDigest,
        IReadOnlyList<(PlannedRun Run, TrainingResult? Result)> outcomes)
    {
        if (order.Search is not { } search) return [];
        int last = outcomes.Where(outcome => outcome.Run.Trial is not null).Select(outcome => outcome.Run.Rung).DefaultIfEmpty(-1).Max();
        int next = last + 1;
        if (last < 0 || next >= search.Rungs(search.Base.TotalEpochs()).Count) return [];
        var rung = outcomes.Where(outcome => outcome.Run.Trial is not null && outcome.Run.Rung == last).ToList();
        IEnumerable<ExperimentScore> best = StudyRanking.Score(rung).Where(score => score.Runs == score.Planned)
            .Take(search.TrialsOf(next));

        var runs = new List<PlannedRun>(outcomes.Select(outcome => outcome.Run));
        int known = runs.Count;
        foreach (string name in best.Select(score => score.Experiment)
            .OrderBy(name => rung.First(outcome => outcome.Run.Experiment.Name == name).Run.Trial))
        {
            PlannedRun before = rung.First(outcome => outcome.Run.Experiment.Name == name).Run;
            Add(order, manifestDigest, runs, SearchSpace.Draw(search, order.Seed).Trials[before.Trial!.Value - 1], before.Trial, next);
        }
        return [.. runs.Skip(known)];
    }

    /// <summary>The distinct jobs, in the order of their first runs, except that a teacher comes before those whom it teaches.</summary>
    public static IReadOnlyList<PlannedJob> Jobs(IEnumerable<PlannedRun> runs)
    {
        Dictionary<string, PlannedJob> jobs = runs.GroupBy(run => run.JobId).ToDictionary(same => same.Key, Job);
        var ordered = new List<PlannedJob>();
        var placed = new HashSet<string>();
        foreach (PlannedJob job in jobs.Values.OrderBy(job => job.Runs[0])) Place(job);
        return ordered;

        static PlannedJob Job(IGrouping<string, PlannedRun> same) => new(same.Key, [.. same.Select(run => run.Index)])
        {
            Teacher = same.First().TeacherJob,
            Continues = same.First().ContinuesJob,
            IsTrial = same.All(run => run.Trial is not null),
        };

        void Place(PlannedJob job)
        {
            if (!placed.Add(job.JobId)) return;
            if (job.Teacher is { } teacher && jobs.TryGetValue(teacher, out PlannedJob? first)) Place(first);
            ordered.Add(job);
        }
    }

    private static void Add(StudyOrder order, string manifestDigest, List<PlannedRun> runs, Experiment experiment, int? trial, int rung = 0)
    {
        for (int repeat = 0; repeat < order.Repeats; repeat++)
        {
            int seed = unchecked((experiment.Seed ?? order.Seed) + repeat);
            for (int fold = 0; fold < order.Folds; fold++)
            {
                string? teacher = TeacherJob(order, manifestDigest, experiment, repeat, fold);
                Experiment resolved = teacher is null ? experiment : Teachers.Resolve(experiment, teacher);
                int? Stop(int at) => trial is null ? null : StopAfter(order.Search!, resolved, at);
                string Job(int at) => TrainingJob.ComputeId(resolved, manifestDigest, fold, seed, Stop(at));
                runs.Add(new PlannedRun(runs.Count, resolved, repeat, seed, Job(rung))
                {
                    Fold = fold,
                    Trial = trial,
                    Rung = rung,
                    StopAfterEpoch = Stop(rung),
                    ContinuesJob = rung == 0 || Job(rung - 1) == Job(rung) ? null : Job(rung - 1),
                    TeacherJob = teacher,
                });
            }
        }
    }

    /// <summary>Null for the last rung: the whole training, the same job as without a search.</summary>
    private static int? StopAfter(SearchOptions search, Experiment experiment, int rung)
    {
        int all = experiment.TotalEpochs();
        IReadOnlyList<int> rungs = search.Rungs(search.Base.TotalEpochs());
        return rung >= rungs.Count - 1 || rungs[rung] >= all ? null : rungs[rung];
    }

    /// <summary>The job of the experiment that teaches, with the same repeat and fold; it may have a teacher of its own.</summary>
    private static string? TeacherJob(StudyOrder order, string manifestDigest, Experiment experiment, int repeat, int fold)
    {
        if (Teachers.Of(experiment) is not { } name) return null;
        Experiment teacher = order.Experiments.First(candidate => candidate.Name == name);
        string? first = TeacherJob(order, manifestDigest, teacher, repeat, fold);
        if (first is not null) teacher = Teachers.Resolve(teacher, first);
        return TrainingJob.ComputeId(teacher, manifestDigest, fold, unchecked((teacher.Seed ?? order.Seed) + repeat));
    }
}
