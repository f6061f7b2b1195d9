using Functions.Tests.Support;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Functions.Training;
using ImageClassifier.Studies.Planning;

namespace Functions.Tests.Training;

public sealed class TrainingJobOrchestratorTests
{
    private static readonly JobLoop Loop = new() { RetrainId = "r", JobId = "j", Run = 0, Deadline = ScriptedContext.Start.AddHours(4) };

    private readonly List<StartInput> _starts = [];
    private readonly List<TimeSpan> _checkedAt = [];

    [Fact]
    public void A_job_that_is_finished_already_is_not_trained()
    {
        ScriptedContext context = Context(Loop, start: _ => new StartOutcome(StartKind.Finished));

        Assert.Equal(new JobOutcome("j", JobState.Finished), context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync));
        Assert.Equal([nameof(TrainingActivities.StartTraining)], context.Calls);
    }

    [Fact]
    public void A_worker_that_cannot_be_started_is_not_tried_again()
    {
        ScriptedContext context = Context(Loop, start: _ => new StartOutcome(StartKind.Impossible, Error: "worker.dll is missing"));

        Assert.Equal(new JobOutcome("j", JobState.Failed, "worker.dll is missing"),
            context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync));
        Assert.Single(_starts);
    }

    [Fact]
    public void An_event_is_acted_on_at_once()
    {
        ScriptedContext context = Context(Loop, check: _ => new JobCheck(Verdict.Finished));
        context.Raise(TimeSpan.FromSeconds(7), Event(TrainingEventKind.Finished));

        Assert.Equal(JobState.Finished, context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync).State);
        Assert.Equal([TimeSpan.FromSeconds(7)], _checkedAt);
    }

    [Fact]
    public void Without_events_the_heartbeat_is_looked_at_every_fifteen_seconds()
    {
        ScriptedContext context = Context(Loop, check: _ => new JobCheck(_checkedAt.Count < 3 ? Verdict.Wait : Verdict.Finished));

        Assert.Equal(JobState.Finished, context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync).State);
        Assert.Equal([15, 30, 45], _checkedAt.Select(at => (int)at.TotalSeconds));
    }

    [Fact]
    public void An_event_that_comes_while_the_last_one_is_looked_at_is_not_lost()
    {
        ScriptedContext context =
            Context(Loop, check: check => new JobCheck(check.News?.Kind == TrainingEventKind.Finished ? Verdict.Finished : Verdict.Wait));
        context.Raise(TimeSpan.FromSeconds(5), Event(TrainingEventKind.Exited))
            .Raise(TimeSpan.FromSeconds(5), Event(TrainingEventKind.Finished));

        context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync);

        Assert.Equal([5, 5], _checkedAt.Select(at => (int)at.TotalSeconds));
    }

    [Fact]
    public void A_lost_worker_is_replaced()
    {
        ScriptedContext context = Context(Loop, check: _ => new JobCheck(_checkedAt.Count == 1 ? Verdict.Lost : Verdict.Finished, 2));
        context.Raise(TimeSpan.FromSeconds(5), Event(TrainingEventKind.Exited));

        Assert.Equal(JobState.Finished, context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync).State);
        Assert.Equal([0, 1], _starts.Select(start => start.Replaces));
        // One second of back-off, then fifteen to the next look.
        Assert.Equal([5, 21], _checkedAt.Select(at => (int)at.TotalSeconds));
    }

    [Fact]
    public void Five_losses_without_a_new_epoch_are_enough()
    {
        ScriptedContext context = Context(Loop, check: _ => new JobCheck(Verdict.Lost, 3, "ended by signal 11"));

        JobOutcome outcome = context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync);

        Assert.Equal(new JobOutcome("j", JobState.Failed, "6 workers in a row were lost after epoch 3; the last time: ended by signal 11"),
            outcome);
        Assert.Equal(6, _starts.Count);
    }

    [Fact]
    public void Workers_that_end_before_they_have_begun_end_the_job_within_seconds()
    {
        ScriptedContext context = Context(Loop, check: check =>
            new JobCheck(check.News is null ? Verdict.Wait : Verdict.Lost, 0, "libtorch is missing") { FailedToStart = true });
        for (int i = 0; i < 3; i++) context.Raise(TimeSpan.Zero, Event(TrainingEventKind.Exited));

        JobOutcome outcome = context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync);

        Assert.Equal(new JobOutcome("j", JobState.Failed, "3 workers in a row failed to start; the last time: libtorch is missing"),
            outcome);
        // Between them a back-off of one second, then of five.
        Assert.Equal([0, 1, 6], _checkedAt.Select(at => (int)at.TotalSeconds));
    }

    [Fact]
    public void A_worker_that_gets_a_little_further_each_time_is_started_again_and_again()
    {
        ScriptedContext context = Context(Loop, check: _ =>
            _checkedAt.Count < 15 ? new JobCheck(Verdict.Lost, _checkedAt.Count) : new JobCheck(Verdict.Finished));

        Assert.Equal(JobState.Finished, context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync).State);
        Assert.Equal(15, _starts.Count);
    }

    [Fact]
    public void A_failure_that_would_happen_again_ends_the_job_with_its_reason()
    {
        ScriptedContext context = Context(Loop, check: _ => new JobCheck(Verdict.Failed, 0, "the loss is no longer a number"));

        Assert.Equal(new JobOutcome("j", JobState.Failed, "the loss is no longer a number"),
            context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync));
        Assert.Single(_starts);
    }

    [Fact]
    public void At_the_deadline_the_worker_is_stopped()
    {
        ScriptedContext context =
            Context(Loop with { Deadline = ScriptedContext.Start.AddSeconds(40) }, check: _ => new JobCheck(Verdict.Stopped, 4));
        context.On<CheckInput>(nameof(TrainingActivities.CheckJob), check =>
        {
            _checkedAt.Add(context.CurrentUtcDateTime - ScriptedContext.Start);
            return new JobCheck(context.Calls.Contains(nameof(TrainingActivities.StopTraining)) ? Verdict.Stopped : Verdict.Wait, 4);
        });

        JobOutcome outcome = context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync);

        Assert.Equal(new JobOutcome("j", JobState.Stopped, "stopped after 4 epochs, for the time limit was reached"), outcome);
        Assert.Equal([15, 30, 40], _checkedAt.Select(at => (int)at.TotalSeconds));
        Assert.Single(_starts);
    }

    [Fact]
    public void A_job_that_finishes_at_the_deadline_counts()
    {
        ScriptedContext context =
            Context(Loop with { Deadline = ScriptedContext.Start.AddSeconds(10) }, check: _ => new JobCheck(Verdict.Finished));

        Assert.Equal(JobState.Finished, context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync).State);
    }

    [Fact]
    public void A_long_training_starts_its_history_anew_and_keeps_what_it_knows()
    {
        ScriptedContext context = Context(Loop, check: _ => new JobCheck(Verdict.Wait, 1));

        context.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync);

        var next = Assert.IsType<JobLoop>(context.StartedOverWith);
        Assert.Equal((1, ScriptedContext.Start), (next.Attempt, next.LaunchedAt));
        Assert.Equal(100, _checkedAt.Count);

        _starts.Clear();
        ScriptedContext second = Context(next, check: _ => new JobCheck(Verdict.Finished));
        Assert.Equal(JobState.Finished, second.Run<JobLoop, JobOutcome>(TrainingJobOrchestrator.RunAsync).State);
        Assert.Empty(_starts);
    }

    private ScriptedContext Context(JobLoop loop, Func<StartInput, StartOutcome>? start = null, Func<CheckInput, JobCheck>? check = null)
    {
        var context = new ScriptedContext(loop);
        return context
            .On<StartInput>(nameof(TrainingActivities.StartTraining), input =>
            {
                _starts.Add(input);
                return start?.Invoke(input) ?? new StartOutcome(StartKind.Running, _starts.Count);
            })
            .On<CheckInput>(nameof(TrainingActivities.CheckJob), input =>
            {
                _checkedAt.Add(context.CurrentUtcDateTime - ScriptedContext.Start);
                return check!(input);
            })
            .On<string>(nameof(TrainingActivities.StopTraining), (string _) => (object?)null);
    }

    private static TrainingEvent Event(TrainingEventKind kind) => new() { JobId = "j", OrchestrationId = "o", Kind = kind, Attempt = 1 };
}
