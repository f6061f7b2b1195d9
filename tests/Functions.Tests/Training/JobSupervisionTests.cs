using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Functions.Training;

namespace Functions.Tests.Training;

public sealed class JobSupervisionTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    [Fact]
    public void A_stored_result_is_the_end_whatever_else_is_heard()
    {
        Assert.Equal(Verdict.Finished, Judge(Status(JobState.Training, age: 1000), trained: 12.5, news: Exit(2)).Verdict);
    }

    [Theory]
    [InlineData(JobState.Starting, 5, Verdict.Wait)]
    [InlineData(JobState.Training, 90, Verdict.Wait)]
    [InlineData(JobState.Training, 91, Verdict.Lost)]
    [InlineData(JobState.Starting, 91, Verdict.Lost)]
    [InlineData(JobState.Stopped, 1, Verdict.Stopped)]
    [InlineData(JobState.Failed, 1, Verdict.Failed)]
    [InlineData(JobState.Finished, 1, Verdict.Lost)]
    public void A_heartbeat_of_this_attempt_decides(JobState state, int age, Verdict expected)
    {
        Assert.Equal(expected, Judge(Status(state, age)).Verdict);
    }

    [Fact]
    public void A_worker_without_its_lock_is_lost_however_fresh_its_heartbeat()
    {
        Assert.Equal(new JobCheck(Verdict.Lost, 3, "no sign of the worker since 2030-01-01 11:59:59Z"),
            Judge(Status(JobState.Training, age: 1), unlocked: true));
    }

    [Fact]
    public void A_worker_that_exited_is_lost_however_fresh_its_heartbeat()
    {
        JobCheck check = Judge(Status(JobState.Training, age: 1), news: Exit(2, "ended by signal 9"));

        Assert.Equal(new JobCheck(Verdict.Lost, 3, "ended by signal 9"), check);
    }

    [Fact]
    public void A_worker_that_exited_before_its_first_heartbeat_failed_to_start()
    {
        Assert.Equal(new JobCheck(Verdict.Lost, 0, "exited with code 134") { FailedToStart = true },
            Judge(null, news: Exit(2, "exited with code 134")));
        Assert.True(Judge(Status(JobState.Training, age: 1, attempt: 1), news: Exit(2)).FailedToStart);
        Assert.False(Judge(Status(JobState.Starting, age: 1), news: Exit(2)).FailedToStart);
    }

    [Fact]
    public void A_failure_that_the_worker_wrote_down_ends_the_job_even_when_only_its_exit_is_heard()
    {
        JobStatus failed = Status(JobState.Failed, age: 1) with { Error = "libtorch cannot be loaded" };

        Assert.Equal(new JobCheck(Verdict.Failed, 3, "libtorch cannot be loaded"), Judge(failed, news: Exit(2)));
    }

    [Fact]
    public void Three_workers_in_a_row_that_fail_to_start_are_enough()
    {
        var loop = new JobLoop { RetrainId = "r", JobId = "j", Run = 0, Deadline = Now.UtcDateTime };
        var failed = new JobCheck(Verdict.Lost, 0, "exited with code 134") { FailedToStart = true };

        JobLoop twice = JobSupervision.AfterLoss(JobSupervision.AfterLoss(loop, failed), failed);

        Assert.Null(JobSupervision.GiveUp(twice));
        Assert.Equal("3 workers in a row failed to start; the last time: exited with code 134",
            JobSupervision.GiveUp(JobSupervision.AfterLoss(twice, failed)));
        // One that lived for a while starts the count anew.
        Assert.Null(
            JobSupervision.GiveUp(JobSupervision.AfterLoss(JobSupervision.AfterLoss(twice, new JobCheck(Verdict.Lost, 0)), failed)));
    }

    [Fact]
    public void The_exit_of_an_older_attempt_says_nothing()
    {
        Assert.Equal(Verdict.Wait, Judge(Status(JobState.Training, age: 1), news: Exit(1)).Verdict);
    }

    [Fact]
    public void The_exit_of_a_worker_that_found_another_at_work_says_nothing()
    {
        // Attempt 2 was started, found attempt 3 of another host holding the lock, and left.
        Assert.Equal(Verdict.Wait, Judge(Status(JobState.Training, age: 1, attempt: 3), news: Exit(2)).Verdict);
    }

    [Theory]
    [InlineData(JobState.Stopped)]
    [InlineData(JobState.Failed)]
    [InlineData(JobState.Training)]
    public void What_an_older_attempt_left_behind_is_not_this_one(JobState state)
    {
        JobStatus old = Status(state, age: 1000, attempt: 1);

        Assert.Equal(Verdict.Wait, Judge(old, launched: 89).Verdict);
        Assert.Equal(Verdict.Lost, Judge(old, launched: 90).Verdict);
    }

    [Fact]
    public void A_worker_without_a_first_heartbeat_has_some_patience()
    {
        Assert.Equal(Verdict.Wait, Judge(null, launched: 89).Verdict);
        Assert.Equal(new JobCheck(Verdict.Lost, 0, "the worker gave no sign of life within 90 s"), Judge(null, launched: 90));
    }

    [Fact]
    public void A_new_epoch_forgives_the_losses_before_it()
    {
        var loop = new JobLoop { RetrainId = "r", JobId = "j", Run = 0, Deadline = Now.UtcDateTime, Losses = 4, Epoch = 3 };

        Assert.Equal(5, JobSupervision.AfterLoss(loop, new JobCheck(Verdict.Lost, 3)).Losses);
        Assert.Equal(1, JobSupervision.AfterLoss(loop, new JobCheck(Verdict.Lost, 4)).Losses);
        Assert.Equal(4, JobSupervision.AfterLoss(loop, new JobCheck(Verdict.Stopped, 3)).Losses);
    }

    [Fact]
    public void The_first_start_again_is_at_once_and_the_later_ones_wait_longer_and_longer()
    {
        Assert.Equal([1, 1, 5, 15, 45, 60], Enumerable.Range(0, 6).Select(losses => (int)JobSupervision.Delay(losses).TotalSeconds));
    }

    private static JobCheck Judge(
        JobStatus? status, double? trained = null, TrainingEvent? news = null, int launched = 10, bool unlocked = false) =>
        JobSupervision.Judge(new CheckInput("r", "j", 2, Now.UtcDateTime.AddSeconds(-launched), news), trained,
            new WorkerSigns(status, unlocked), Timeout, Now);

    private static JobStatus Status(JobState state, int age, int attempt = 2) =>
        new() { JobId = "j", State = state, Attempt = attempt, Epoch = 3, Of = 15, UpdatedAt = Now.AddSeconds(-age) };

    private static TrainingEvent Exit(int attempt, string? message = null) =>
        new() { JobId = "j", OrchestrationId = "o", Kind = TrainingEventKind.Exited, Attempt = attempt, Message = message };
}
