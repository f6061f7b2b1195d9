using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Durable;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Progress;
using ImageClassifier.Functions.Training;
using Microsoft.DurableTask;

namespace ImageClassifier.Functions.Retraining;

/// <summary>
/// The part of a retrain's orchestration that trains: at most so many jobs at a time, teachers before those whom they teach, nothing new
/// after the time limit, and no trial after the search's budget. Deterministic, for it is replayed.
/// </summary>
internal sealed class TrainingRounds
{
    private readonly TaskOrchestrationContext _context;
    private readonly RetrainInput _retrain;
    private readonly DateTime _deadline, _searchDeadline;
    private readonly Dictionary<string, JobOutcome> _ended = [];
    private readonly List<ClosedRun> _closed = [];

    /// <summary>Time begins to count.</summary>
    public TrainingRounds(TaskOrchestrationContext context, RetrainInput retrain)
    {
        (_context, _retrain) = (context, retrain);
        _deadline = context.CurrentUtcDateTime.AddMinutes(retrain.TimeLimitMinutes);
        _searchDeadline = retrain.Search?.TimeBudgetMinutes is { } minutes ? context.CurrentUtcDateTime.AddMinutes(minutes)
            : DateTime.MaxValue;
    }

    /// <summary>All runs so far, in the plan's order.</summary>
    public IReadOnlyList<ClosedRun> Closed => [.. _closed.OrderBy(run => run.Run)];

    /// <summary>Whether there may be another rung, and time for it.</summary>
    public bool MayGoOn => _retrain.Search is { Strategy: SearchStrategy.SuccessiveHalving }
        && _context.CurrentUtcDateTime < _deadline && _context.CurrentUtcDateTime < _searchDeadline;

    /// <summary>Trains these jobs and writes up their runs.</summary>
    /// <returns>The status with them.</returns>
    public async Task<RetrainStatus> TrainAsync(IReadOnlyList<PlannedJob> jobs, RetrainStatus status)
    {
        status = status with { Jobs = status.Jobs + jobs.Count };
        var waiting = new List<PlannedJob>(jobs);
        var running = new List<(PlannedJob Job, Task<JobOutcome> Outcome)>();
        while (Fill() > 0)
        {
            _context.SetCustomStatus(status with
            {
                Done = status.Jobs - waiting.Count - running.Count,
                Running = [.. running.Select(entry => entry.Job.JobId).Take(RetrainStatus.MaxRunning)]
            });
            Task<JobOutcome> outcome = await Task.WhenAny(running.Select(entry => entry.Outcome));
            (PlannedJob Job, Task<JobOutcome>) ended = running.Single(entry => entry.Outcome == outcome);
            running.Remove(ended);
            _ended[ended.Job.JobId] = await outcome;
            if (_ended[ended.Job.JobId].Cancelled) throw new RetrainCancelledException();
            // The next begins before this one is written up.
            Fill();
            foreach (int run in ended.Job.Runs)
            {
                _closed.Add(await _context.CallActivityAsync<ClosedRun>(
                    nameof(RetrainActivities.CloseRun), new CloseRunInput(_context.InstanceId, run, await outcome),
                        RetryPolicies.WhileServicesRestart));
            }
        }
        return status with { Done = status.Jobs };

        int Fill()
        {
            while (running.Count < _retrain.MaxParallelJobs && waiting.Find(IsReady) is { } job)
            {
                waiting.Remove(job);
                running.Add((job, TrainJobAsync(job)));
            }
            return running.Count;
        }

        bool IsReady(PlannedJob job) => job.Teacher is null || _ended.ContainsKey(job.Teacher)
            || (waiting.TrueForAll(other => other.JobId != job.Teacher) && running.TrueForAll(entry => entry.Job.JobId != job.Teacher));
    }

    private async Task<JobOutcome> TrainJobAsync(PlannedJob job)
    {
        // A search may come to a job that it, or an experiment beside it, has trained; its instance id is taken.
        if (_ended.TryGetValue(job.JobId, out JobOutcome? known)) return known;
        if (_context.CurrentUtcDateTime >= _deadline)
            return new JobOutcome(job.JobId, JobState.Stopped, "not begun, for the time limit was reached");
        if (job.IsTrial && _context.CurrentUtcDateTime >= _searchDeadline)
            return new JobOutcome(job.JobId, JobState.Stopped, "not begun, for the search's time budget was used up");
        if (job.Teacher is { } teacher && _ended.TryGetValue(teacher, out JobOutcome? taught) && taught.State != JobState.Finished)
            return new JobOutcome(job.JobId, JobState.Failed, "not begun, for its teacher did not finish");
        try
        {
            return await _context.CallSubOrchestratorAsync<JobOutcome>(
                nameof(TrainingJobOrchestrator),
                new JobLoop { RetrainId = _context.InstanceId, JobId = job.JobId, Run = job.Runs[0], Deadline = _deadline },
                new SubOrchestrationOptions(instanceId: TrainingJobOrchestrator.InstanceId(_context.InstanceId, job.JobId)));
        }
        catch (TaskFailedException e)
        {
            // One job that cannot be looked after does not end the others.
            await StopAsync(job);
            return new JobOutcome(job.JobId, JobState.Failed, e.FailureDetails.Innermost().ErrorMessage);
        }
    }

    /// <summary>Stops the worker of a job that nobody looks after any more: its orchestration failed, or somebody terminated it.</summary>
    private async Task StopAsync(PlannedJob job)
    {
        try
        {
            await _context.CallActivityAsync(nameof(TrainingActivities.StopTraining), job.JobId, RetryPolicies.Default);
        }
        catch (TaskFailedException)
        {
            // The worker ends by itself with its last epoch; the job counts as failed all the same.
        }
    }
}
