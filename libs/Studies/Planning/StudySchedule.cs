using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Studies.Planning;

/// <summary>What becomes of a planned job now.</summary>
/// <param name="Job">The job.</param>
/// <param name="Outcome">How it ended without being trained: it was trained before, or may not begin; null where it begins.</param>
public sealed record ScheduledJob(PlannedJob Job, JobOutcome? Outcome);

/// <summary>
/// What a study trains next, in the cloud and on one machine: at most so many jobs at a time, teachers before those whom they teach,
/// nothing new after the time limit, no trial and no rung after the search's budget, and nothing twice. It reads no clock and no file, so
/// that the same calls are always answered in the same way: an orchestration may replay them.
/// </summary>
/// <remarks>
/// The budget of a search is spent by the seconds that its trials trained, whoever trained them and when: it means the same in parallel
/// and one after the other, and goes on where it was after a restart. A job of a later rung took over the epochs of the one that it
/// continues, so only its own are added.
/// </remarks>
/// <param name="maxParallelJobs">Jobs that train at the same time.</param>
/// <param name="search">Of the study; null for none.</param>
public sealed class StudySchedule(int maxParallelJobs, SearchOptions? search)
{
    /// <summary>Why a job was not begun.</summary>
    public const string TimeLimitReached = "not begun, for the time limit was reached",
        BudgetUsedUp = "not begun, for the search's time budget was used up",
        TeacherDidNotFinish = "not begun, for its teacher did not finish";

    private readonly List<PlannedJob> _waiting = [];
    private readonly OrderedDictionary<string, PlannedJob> _running = [];
    private readonly Dictionary<string, JobOutcome> _ended = [];
    private double _trialSeconds;

    /// <summary>Jobs that have not begun.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Jobs that have begun and not ended, in the order of their beginning.</summary>
    public IReadOnlyCollection<PlannedJob> Running => _running.Values;

    /// <summary>Seconds that the search's trials trained.</summary>
    public double TrialSeconds => _trialSeconds;

    private bool IsOverBudget => search?.TimeBudgetMinutes is { } minutes && _trialSeconds >= minutes * 60;

    /// <summary>Adds the jobs of a rung, those that were trained before with their <see cref="PlannedJob.TrainedSeconds"/>.</summary>
    public void Add(IReadOnlyCollection<PlannedJob> jobs)
    {
        Learn(jobs);
        _waiting.AddRange(jobs);
    }

    /// <summary>Takes note of the jobs that have been trained by others: they are not trained here, and their seconds are spent.</summary>
    public void Learn(IEnumerable<PlannedJob> jobs)
    {
        foreach (PlannedJob job in jobs)
        {
            if (job.TrainedSeconds is not { } seconds || _running.ContainsKey(job.JobId)) continue;
            Record(job, new JobOutcome(job.JobId, JobState.Finished) { Seconds = seconds });
        }
    }

    /// <summary>What begins, is known already, or is refused. What begins is running until <see cref="End"/>.</summary>
    /// <param name="isLate">Whether the time limit is reached.</param>
    /// <returns>Nothing when there is nothing to do until a running job ends; the rung has ended if none is running.</returns>
    public IReadOnlyList<ScheduledJob> Next(bool isLate)
    {
        var next = new List<ScheduledJob>();
        // A job that is refused or known decides about those whom it teaches.
        while (Pass(isLate, next) > 0) { }
        if (_running.Count > 0) return next;
        // Their teachers wait for each other, or are not part of the study.
        next.AddRange(_waiting.Select(job => new ScheduledJob(job, Record(job, Refused(job, JobState.Failed, TeacherDidNotFinish)))));
        _waiting.Clear();
        return next;
    }

    /// <summary>A running job has ended.</summary>
    /// <exception cref="InvalidOperationException">It is not running.</exception>
    public void End(JobOutcome outcome)
    {
        if (!_running.Remove(outcome.JobId, out PlannedJob? job))
            throw new InvalidOperationException($"Job {outcome.JobId} is not running.");
        Record(job, outcome);
    }

    /// <summary>Whether another rung may be planned, now that this one has ended.</summary>
    /// <param name="isLate">Whether the time limit is reached.</param>
    public bool MayPlanRung(bool isLate) => search is { Strategy: SearchStrategy.SuccessiveHalving } && !isLate && !IsOverBudget;

    /// <returns>How many have ended without being trained.</returns>
    private int Pass(bool isLate, List<ScheduledJob> next)
    {
        int ended = 0;
        var waiting = new List<PlannedJob>();
        foreach (PlannedJob job in _waiting)
        {
            // A search may come to a job that it, or an experiment beside it, has trained.
            JobOutcome? outcome = _ended.TryGetValue(job.JobId, out JobOutcome? known) ? known : Refuse(job, isLate);
            if (outcome is not null)
            {
                next.Add(new ScheduledJob(job, Record(job, outcome)));
                ended++;
            }
            else if (_running.Count < maxParallelJobs && MayBegin(job))
            {
                next.Add(new ScheduledJob(job, null));
                _running.Add(job.JobId, job);
            }
            else waiting.Add(job);
        }
        _waiting.Clear();
        _waiting.AddRange(waiting);
        return ended;
    }

    private bool MayBegin(PlannedJob job) =>
        !_running.ContainsKey(job.JobId) && (job.Teacher is not { } teacher || _ended.ContainsKey(teacher));

    private JobOutcome? Refuse(PlannedJob job, bool isLate)
    {
        if (_running.ContainsKey(job.JobId)) return null;
        if (isLate) return Refused(job, JobState.Stopped, TimeLimitReached);
        if (job.IsTrial && IsOverBudget) return Refused(job, JobState.Stopped, BudgetUsedUp);
        JobOutcome? teacher = job.Teacher is { } id ? _ended.GetValueOrDefault(id) : null;
        return teacher is not null and not { State: JobState.Finished } ? Refused(job, JobState.Failed, TeacherDidNotFinish) : null;
    }

    /// <summary>Keeps the first outcome of a job, and adds what a trial trained itself.</summary>
    private JobOutcome Record(PlannedJob job, JobOutcome outcome)
    {
        if (!_ended.TryAdd(job.JobId, outcome)) return outcome;
        if (!job.IsTrial || outcome.State != JobState.Finished) return outcome;
        double before = job.Continues is { } earlier && _ended.TryGetValue(earlier, out JobOutcome? continued) ? continued.Seconds : 0;
        _trialSeconds += Math.Max(0, outcome.Seconds - before);
        return outcome;
    }

    private static JobOutcome Refused(PlannedJob job, JobState state, string reason) => new(job.JobId, state, reason);
}
