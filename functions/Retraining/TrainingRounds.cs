using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Durable;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Progress;
using ImageClassifier.Functions.Training;
using ImageClassifier.Studies.Planning;
using Microsoft.DurableTask;

namespace ImageClassifier.Functions.Retraining;

/// <summary>
/// The part of a retrain's orchestration that trains what its <see cref="StudySchedule"/> says, and nothing new after the time limit.
/// Deterministic, for it is replayed.
/// </summary>
internal sealed class TrainingRounds
{
    private readonly TaskOrchestrationContext _context;
    private readonly DateTime _deadline;
    private readonly StudySchedule _schedule;
    private readonly List<ClosedRun> _closed = [];

    /// <summary>Time begins to count.</summary>
    public TrainingRounds(TaskOrchestrationContext context, RetrainInput retrain)
    {
        _context = context;
        _deadline = context.CurrentUtcDateTime.AddMinutes(retrain.TimeLimitMinutes);
        _schedule = new StudySchedule(retrain.MaxParallelJobs, retrain.Search);
    }

    /// <summary>All runs so far, in the plan's order.</summary>
    public IReadOnlyList<ClosedRun> Closed => [.. _closed.OrderBy(run => run.Run)];

    /// <summary>Whether there may be another rung, and time for it.</summary>
    public bool MayGoOn => _schedule.MayPlanRung(IsLate);

    private bool IsLate => _context.CurrentUtcDateTime >= _deadline;

    /// <summary>Trains these jobs and writes up their runs.</summary>
    /// <returns>The status with them.</returns>
    public async Task<RetrainStatus> TrainAsync(IReadOnlyList<PlannedJob> jobs, RetrainStatus status)
    {
        status = status with { Jobs = status.Jobs + jobs.Count };
        _schedule.Add(jobs);
        var running = new List<(PlannedJob Job, Task<JobOutcome> Outcome)>();
        var ended = new Queue<(PlannedJob Job, JobOutcome Outcome)>();
        while (true)
        {
            // The next begin before those that ended are written up.
            foreach (ScheduledJob next in _schedule.Next(IsLate))
            {
                if (next.Outcome is { } outcome) ended.Enqueue((next.Job, outcome));
                else running.Add((next.Job, TrainJobAsync(next.Job)));
            }
            SetStatus();
            while (ended.TryDequeue(out (PlannedJob Job, JobOutcome Outcome) entry)) await CloseAsync(entry.Job, entry.Outcome);
            if (running.Count == 0) return status with { Done = status.Jobs };

            Task<JobOutcome> first = await Task.WhenAny(running.Select(entry => entry.Outcome));
            (PlannedJob Job, Task<JobOutcome>) done = running.Single(entry => entry.Outcome == first);
            running.Remove(done);
            JobOutcome end = await first;
            if (end.Cancelled) throw new RetrainCancelledException();
            _schedule.End(end);
            ended.Enqueue((done.Job, end));
        }

        void SetStatus() => _context.SetCustomStatus(status with
        {
            Done = status.Jobs - _schedule.Waiting - running.Count,
            Running = [.. running.Select(entry => entry.Job.JobId).Take(RetrainStatus.MaxRunning)],
        });
    }

    private async Task CloseAsync(PlannedJob job, JobOutcome outcome)
    {
        foreach (int run in job.Runs)
        {
            var input = new CloseRunInput(_context.InstanceId, run, outcome);
            _closed.Add(await _context.CallActivityAsync<ClosedRun>(
                nameof(RetrainActivities.CloseRun), input, RetryPolicies.WhileServicesRestart));
        }
    }

    private async Task<JobOutcome> TrainJobAsync(PlannedJob job)
    {
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
            return new JobOutcome(job.JobId, JobState.Failed, e.Reason());
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
