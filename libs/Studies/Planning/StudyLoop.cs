using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Studies.Planning;

/// <summary>A job that it is the turn of.</summary>
/// <param name="Job">The job.</param>
/// <param name="Runs">The planned runs that are this job; it is trained for the first.</param>
/// <param name="Result">Where it was trained before.</param>
/// <param name="Refusal">Why it may not begin, for a person; null where it may, and where there is a result.</param>
public sealed record StudyTurn(PlannedJob Job, IReadOnlyList<PlannedRun> Runs, TrainingResult? Result, string? Refusal);

/// <summary>Takes a study one job after the other, rung by rung, as its <see cref="StudySchedule"/> says.</summary>
/// <param name="order">What is trained.</param>
/// <param name="manifestDigest">Names the photos.</param>
/// <param name="find">The result of a run's job where there is one, or null.</param>
public sealed class StudyLoop(StudyOrder order, string manifestDigest, Func<PlannedRun, TrainingResult?> find)
{
    private readonly IReadOnlyList<PlannedRun> _first = StudyPlan.First(order, manifestDigest);
    private readonly StudySchedule _schedule = new(maxParallelJobs: 1, order.Search);
    private readonly SortedDictionary<int, (PlannedRun Run, TrainingResult? Result)> _outcomes = [];
    private readonly Dictionary<string, TrainingResult> _results = [];

    /// <summary>Runs that are planned so far.</summary>
    public int Planned { get; private set; }

    /// <summary>Jobs that wait for no other and have no result yet: several processes may train them at once, each its share.</summary>
    public int CountMissing() => Independent().Count(job => find(_first[job.Runs[0]]) is null);

    /// <summary>Takes the whole study.</summary>
    /// <param name="take">
    /// Trains the job, unless there is a result or a refusal, and writes up its runs; the result is null where it did not finish.
    /// </param>
    public async Task RunAsync(Func<StudyTurn, Task<TrainingResult?>> take)
    {
        IReadOnlyList<PlannedRun> rung = _first;
        while (rung.Count > 0)
        {
            Planned += rung.Count;
            Dictionary<int, PlannedRun> runs = rung.ToDictionary(run => run.Index);
            _schedule.Add([.. StudyPlan.Jobs(rung).Select(job => WithSeconds(job, runs[job.Runs[0]]))]);
            while (_schedule.Next(isLate: false) is { Count: > 0 } next)
                foreach (ScheduledJob job in next) await TakeAsync(job, [.. job.Job.Runs.Select(index => runs[index])], take);
            rung = _schedule.MayPlanRung(isLate: false) ? StudyPlan.Next(order, manifestDigest, [.. _outcomes.Values]) : [];
        }
    }

    /// <summary>Takes one share of the jobs that wait for no other, while other processes take the rest of them.</summary>
    /// <param name="isOwn">By the place of a job among them.</param>
    /// <param name="take">As for the whole study.</param>
    public async Task RunShareAsync(Func<int, bool> isOwn, Func<StudyTurn, Task<TrainingResult?>> take)
    {
        PlannedJob[] jobs = Independent();
        List<PlannedJob> others = [.. jobs.Where((_, place) => !isOwn(place))];
        _schedule.Add([.. jobs.Where((_, place) => isOwn(place)).Select(job => WithSeconds(job, _first[job.Runs[0]]))]);
        Planned = _schedule.Waiting;
        do LearnOthers();
        while (await TakeNextAsync());

        async Task<bool> TakeNextAsync()
        {
            IReadOnlyList<ScheduledJob> next = _schedule.Next(isLate: false);
            foreach (ScheduledJob job in next) await TakeAsync(job, [.. job.Job.Runs.Select(index => _first[index])], take);
            return next.Count > 0;
        }

        // What the other processes have trained has spent the same budget.
        void LearnOthers()
        {
            PlannedJob[] looked = [.. others.Select(job => WithSeconds(job, _first[job.Runs[0]]))];
            _schedule.Learn(looked);
            others.Clear();
            others.AddRange(looked.Where(job => job.TrainedSeconds is null));
        }
    }

    private PlannedJob[] Independent() => [.. StudyPlan.Jobs(_first).Where(job => job.Teacher is null)];

    private PlannedJob WithSeconds(PlannedJob job, PlannedRun run) => job with { TrainedSeconds = find(run)?.Seconds };

    private async Task TakeAsync(ScheduledJob job, IReadOnlyList<PlannedRun> runs, Func<StudyTurn, Task<TrainingResult?>> take)
    {
        // A job that the study itself has trained was trained for another run.
        TrainingResult? known = job.Outcome?.State == JobState.Finished ? _results.GetValueOrDefault(job.Job.JobId) ?? find(runs[0]) : null;
        TrainingResult? result = await take(new StudyTurn(job.Job, runs, known, job.Outcome?.Error));
        if (result is not null) _results[job.Job.JobId] = result;
        foreach (PlannedRun run in runs) _outcomes[run.Index] = (run, result);
        if (job.Outcome is not null) return;
        JobState state = result is null ? JobState.Failed : JobState.Finished;
        _schedule.End(new JobOutcome(job.Job.JobId, state) { Seconds = result?.Seconds ?? 0 });
    }
}
