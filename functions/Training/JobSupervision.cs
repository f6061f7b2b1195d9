using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Functions.Training;

/// <summary>Decides from heartbeats and events whether a job's worker is alive. Pure.</summary>
public static class JobSupervision
{
    /// <summary>Workers that may be lost in a row without a new epoch.</summary>
    public const int MaxLosses = 5;

    /// <summary>
    /// Workers in a row that may end before their first heartbeat. Fewer than <see cref="MaxLosses"/>: what ends a program at its
    /// start, such as a missing library, does so the next time too.
    /// </summary>
    public const int MaxFailedStarts = 2;

    /// <param name="check">The attempt and what was heard of it.</param>
    /// <param name="trained">The seconds of its epochs where the result is stored, else null.</param>
    /// <param name="signs">What the worker of any attempt shows of itself.</param>
    /// <param name="startTimeout">How long a started worker may take to its first heartbeat.</param>
    /// <param name="now">The time.</param>
    public static JobCheck Judge(CheckInput check, double? trained, WorkerSigns signs, TimeSpan startTimeout, DateTimeOffset now)
    {
        JobStatus? status = signs.Status;
        int epoch = status?.Epoch ?? 0;
        if (trained is { } seconds) return new JobCheck(Verdict.Finished, epoch) { Seconds = seconds };
        // Heartbeats of an older attempt say nothing of this one.
        bool heard = status is not null && status.Attempt >= check.Attempt;
        if (heard && status!.State == JobState.Failed)
            return new JobCheck(Verdict.Failed, epoch, status.Error ?? "the worker gave no reason");
        if (heard && status!.State == JobState.Stopped) return new JobCheck(Verdict.Stopped, epoch);
        if (check.News is { Kind: TrainingEventKind.Exited } exit && exit.Attempt >= Math.Max(check.Attempt, heard ? status!.Attempt : 0))
            return new JobCheck(Verdict.Lost, epoch, exit.Message ?? "the worker's process ended") { FailedToStart = !heard };
        if (heard)
            return signs.IsAlive(now) ? new JobCheck(Verdict.Wait, epoch)
                : new JobCheck(Verdict.Lost, epoch, $"no sign of the worker since {status!.UpdatedAt:u}");
        return now - new DateTimeOffset(DateTime.SpecifyKind(check.LaunchedAt, DateTimeKind.Utc)) < startTimeout
            ? new JobCheck(Verdict.Wait, epoch)
            : new JobCheck(Verdict.Lost, epoch, $"the worker gave no sign of life within {startTimeout.TotalSeconds:0} s");
    }

    /// <summary>The loop after its worker was lost, with an epoch since the last loss forgiving all before.</summary>
    public static JobLoop AfterLoss(JobLoop loop, JobCheck check) => loop with
    {
        Losses = check.Verdict == Verdict.Stopped ? loop.Losses : check.Epoch > loop.Epoch ? 1 : loop.Losses + 1,
        FailedStarts = check.FailedToStart ? loop.FailedStarts + 1 : 0,
        Epoch = Math.Max(loop.Epoch, check.Epoch),
        Error = check.Error,
    };

    /// <summary>Why no other worker is started, for a person; null when one is.</summary>
    public static string? GiveUp(JobLoop loop) => loop switch
    {
        { FailedStarts: > MaxFailedStarts } => $"{loop.FailedStarts} workers in a row failed to start; the last time: {loop.Error}",
        { Losses: > MaxLosses } => $"{loop.Losses} workers in a row were lost after epoch {loop.Epoch}; the last time: {loop.Error}",
        _ => null,
    };

    /// <summary>How long to wait before the next start: not at all after the first loss, then longer and longer.</summary>
    public static TimeSpan Delay(int losses) => losses switch
    {
        <= 1 => TimeSpan.FromSeconds(1),
        _ => TimeSpan.FromSeconds(Math.Min(60, 5 * Math.Pow(3, losses - 2))),
    };
}
