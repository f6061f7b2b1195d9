using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Studies.Planning;

namespace Studies.Tests.Planning;

public sealed class StudyScheduleTests
{
    [Fact]
    public void Jobs_begin_in_the_plans_order_and_at_most_so_many_at_once()
    {
        StudySchedule schedule = Schedule(most: 2, Jobs("a", "b", "c", "d"));

        Assert.Equal(["a", "b"], Begun(schedule));
        Assert.Empty(schedule.Next(isLate: false));
        schedule.End(Finished("b"));
        Assert.Equal(["c"], Begun(schedule));
        Assert.Equal(["a", "c"], schedule.Running.Select(job => job.JobId));
        Assert.Equal(1, schedule.Waiting);
    }

    [Fact]
    public void A_student_begins_when_its_teacher_has_finished()
    {
        StudySchedule schedule = Schedule(most: 4, new("teacher", [1]), new("student", [0]) { Teacher = "teacher" }, new("other", [2]));

        Assert.Equal(["teacher", "other"], Begun(schedule));
        schedule.End(Finished("other"));
        Assert.Empty(schedule.Next(isLate: false));
        schedule.End(Finished("teacher"));
        Assert.Equal(["student"], Begun(schedule));
    }

    [Fact]
    public void Without_its_teacher_a_student_is_refused_and_so_are_its_own_students()
    {
        StudySchedule schedule = Schedule(most: 1,
            new("teacher", [0]), new("pupil's pupil", [2]) { Teacher = "pupil" }, new("pupil", [1]) { Teacher = "teacher" });
        Begun(schedule);
        schedule.End(new JobOutcome("teacher", JobState.Failed, "diverged"));

        IReadOnlyList<ScheduledJob> next = schedule.Next(isLate: false);

        Assert.Equal(["pupil", "pupil's pupil"], next.Select(job => job.Job.JobId));
        Assert.All(next, job => Assert.Equal(
            new JobOutcome(job.Job.JobId, JobState.Failed, "not begun, for its teacher did not finish"), job.Outcome));
    }

    [Fact]
    public void A_teacher_from_the_rung_before_counts()
    {
        StudySchedule schedule = Schedule(most: 1, Jobs("teacher"));
        Begun(schedule);
        schedule.End(Finished("teacher"));
        schedule.Add([new("student", [1]) { Teacher = "teacher" }]);

        Assert.Equal(["student"], Begun(schedule));
    }

    [Fact]
    public void A_student_whose_teacher_is_not_part_of_the_study_is_refused_when_nothing_else_is_left()
    {
        StudySchedule schedule = Schedule(most: 2, new("student", [0]) { Teacher = "unknown" }, new("a", [1]));

        Assert.Equal(["a"], Begun(schedule));
        schedule.End(Finished("a"));
        Assert.Equal(StudySchedule.TeacherDidNotFinish, Assert.Single(schedule.Next(isLate: false)).Outcome!.Error);
        Assert.Equal(0, schedule.Waiting);
    }

    [Fact]
    public void After_the_time_limit_nothing_begins_and_what_is_known_still_counts()
    {
        StudySchedule schedule = Schedule(most: 1,
            new("a", [0]), new("known", [1]) { TrainedSeconds = 3 }, new("b", [2]), new("c", [3]) { Teacher = "b" });
        Assert.Equal("a", schedule.Next(isLate: false)[0].Job.JobId);

        IReadOnlyList<ScheduledJob> late = schedule.Next(isLate: true);

        Assert.Equal(["b", "c"], late.Select(job => job.Job.JobId));
        Assert.All(late, job => Assert.Equal(
            new JobOutcome(job.Job.JobId, JobState.Stopped, "not begun, for the time limit was reached"), job.Outcome));
        // The one that runs is not the schedule's to stop.
        Assert.Equal(["a"], schedule.Running.Select(job => job.JobId));
        StudySchedule known = Schedule(most: 1, new PlannedJob("known", [0]) { TrainedSeconds = 3 });
        Assert.Equal(JobState.Finished, Assert.Single(known.Next(isLate: true)).Outcome!.State);
    }

    [Fact]
    public void After_the_budget_no_trial_begins_while_other_experiments_do()
    {
        StudySchedule schedule = Search(most: 1, Halving(minutes: 1), Trial("t1"), Trial("t2"), Trial("t3"), new("plain", [3]));
        Begun(schedule);
        schedule.End(Finished("t1", seconds: 59.9));
        Assert.Equal(["t2"], Begun(schedule));
        schedule.End(Finished("t2", seconds: 0.1));

        IReadOnlyList<ScheduledJob> next = schedule.Next(isLate: false);

        Assert.Equal([("t3", StudySchedule.BudgetUsedUp), ("plain", null)], next.Select(job => (job.Job.JobId, job.Outcome?.Error)));
        Assert.Equal("not begun, for the search's time budget was used up", StudySchedule.BudgetUsedUp);
    }

    [Fact]
    public void Experiments_and_trials_that_did_not_finish_spend_no_budget()
    {
        StudySchedule schedule = Search(most: 3, Halving(minutes: 1), new("plain", [0]), Trial("bad"), Trial("t1"), Trial("t2"));
        Begun(schedule);
        schedule.End(Finished("plain", seconds: 1000));
        schedule.End(new JobOutcome("bad", JobState.Failed, "diverged"));

        Assert.Equal(0, schedule.TrialSeconds);
        Assert.Equal(["t2"], Begun(schedule));
    }

    [Fact]
    public void A_later_rung_spends_the_epochs_that_it_trained_itself()
    {
        StudySchedule schedule = Search(most: 2, Halving(minutes: 1), Trial("t1"), Trial("t2"));
        Begun(schedule);
        schedule.End(Finished("t1", seconds: 20));
        schedule.End(Finished("t2", seconds: 20));
        Assert.True(schedule.MayPlanRung(isLate: false));
        schedule.Add([Trial("t1, more") with { Continues = "t1" }]);
        Begun(schedule);

        // 20 of the 39 seconds are the first rung's.
        schedule.End(Finished("t1, more", seconds: 39));

        Assert.Equal(59, schedule.TrialSeconds);
        Assert.True(schedule.MayPlanRung(isLate: false));
    }

    [Fact]
    public void The_budget_goes_on_where_it_was_before_a_restart()
    {
        StudySchedule schedule = Search(most: 2, Halving(minutes: 1),
            Trial("t1") with { TrainedSeconds = 30 }, Trial("t2"), Trial("t3") with { TrainedSeconds = 40 });

        IReadOnlyList<ScheduledJob> next = schedule.Next(isLate: false);

        Assert.Equal(70, schedule.TrialSeconds);
        Assert.Equal([("t1", JobState.Finished), ("t2", JobState.Stopped), ("t3", JobState.Finished)],
            next.Select(job => (job.Job.JobId, job.Outcome!.State)));
        Assert.False(schedule.MayPlanRung(isLate: false));
    }

    [Fact]
    public void What_other_processes_trained_spends_the_same_budget_once()
    {
        StudySchedule schedule = Search(most: 1, Halving(minutes: 1), Trial("t1"), Trial("t2"));
        Begun(schedule);

        schedule.Learn([Trial("elsewhere") with { TrainedSeconds = 45 }]);
        schedule.Learn([Trial("elsewhere") with { TrainedSeconds = 45 }]);
        schedule.End(Finished("t1", seconds: 15));

        Assert.Equal(60, schedule.TrialSeconds);
        Assert.Equal(StudySchedule.BudgetUsedUp, Assert.Single(schedule.Next(isLate: false)).Outcome!.Error);
    }

    [Fact]
    public void A_job_that_the_search_comes_to_again_is_not_trained_again()
    {
        StudySchedule schedule = Search(most: 2, Halving(minutes: null), new("plain", [0]), Trial("t1"));
        Begun(schedule);
        schedule.End(Finished("plain", seconds: 7));
        schedule.End(Finished("t1", seconds: 5));
        schedule.Add([Trial("plain") with { Runs = [2], Continues = "t1" }]);

        ScheduledJob again = Assert.Single(schedule.Next(isLate: false));

        Assert.Equal((2, 7.0), (Assert.Single(again.Job.Runs), again.Outcome!.Seconds));
        Assert.Equal(5, schedule.TrialSeconds);
    }

    [Fact]
    public void The_same_job_twice_in_a_rung_waits_for_the_first()
    {
        StudySchedule schedule = Schedule(most: 2, new("a", [0]), new("a", [1]));

        Assert.Equal(["a"], Begun(schedule));
        Assert.Empty(schedule.Next(isLate: true));
        schedule.End(Finished("a", seconds: 4));
        Assert.Equal(4, Assert.Single(schedule.Next(isLate: true)).Outcome!.Seconds);
    }

    [Theory]
    [InlineData(SearchStrategy.SuccessiveHalving, null, false, true)]
    [InlineData(SearchStrategy.SuccessiveHalving, 10.0, false, true)]
    [InlineData(SearchStrategy.SuccessiveHalving, 1.0, false, false)]
    [InlineData(SearchStrategy.SuccessiveHalving, null, true, false)]
    [InlineData(SearchStrategy.Random, null, false, false)]
    public void Another_rung_comes_where_there_are_rungs_and_there_is_time(
        SearchStrategy strategy, double? minutes, bool isLate, bool expected)
    {
        StudySchedule schedule = Search(most: 1, Halving(minutes) with { Strategy = strategy }, Trial("t1"));
        Begun(schedule);
        schedule.End(Finished("t1", seconds: 61));

        Assert.Equal(expected, schedule.MayPlanRung(isLate));
    }

    [Fact]
    public void Only_what_runs_can_end() =>
        Assert.Throws<InvalidOperationException>(() => Schedule(most: 1, Jobs("a")).End(Finished("a")));

    /// <summary>Teachers of teachers, duplicates, known jobs, failures, several rungs, a budget, and a time limit anywhere.</summary>
    [Fact]
    public void Any_plan_ends_with_each_job_taken_once_and_no_student_before_its_teacher()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            int most = random.Next(1, 5);
            var schedule = new StudySchedule(most, Halving(random.Next(2) == 0 ? null : random.Next(1, 5)));
            var finished = new HashSet<string>();
            var begun = new HashSet<string>();
            int turns = 0, limit = random.Next(5, 80);
            for (int rung = 0; rung < 3; rung++)
            {
                PlannedJob[] jobs = RandomRung(random, rung);
                schedule.Add(jobs);
                finished.UnionWith(jobs.Where(job => job.TrainedSeconds is not null).Select(job => job.JobId));
                var taken = new List<PlannedJob>();
                while (true)
                {
                    bool isLate = turns++ >= limit;
                    foreach (ScheduledJob next in schedule.Next(isLate))
                    {
                        taken.Add(next.Job);
                        if (next.Outcome is not null) continue;
                        Assert.False(isLate, $"seed {seed}: {next.Job.JobId} began late");
                        bool isFirst = begun.Add(next.Job.JobId) && !finished.Contains(next.Job.JobId);
                        Assert.True(isFirst, $"seed {seed}: {next.Job.JobId} began twice");
                        bool isTaught = next.Job.Teacher is not { } teacher || finished.Contains(teacher);
                        Assert.True(isTaught, $"seed {seed}: {next.Job.JobId} began before its teacher");
                    }
                    Assert.InRange(schedule.Running.Count, 0, most);
                    if (schedule.Running.Count == 0) break;
                    PlannedJob ends = schedule.Running.ElementAt(random.Next(schedule.Running.Count));
                    JobOutcome end = random.Next(5) == 0
                        ? new JobOutcome(ends.JobId, JobState.Failed, "diverged")
                        : Finished(ends.JobId, random.Next(1, 60));
                    schedule.End(end);
                    if (end.State == JobState.Finished) finished.Add(ends.JobId);
                }
                Assert.Equal(jobs.Select(job => job.Runs[0]), taken.Select(job => job.Runs[0]).Order());
                Assert.Equal(0, schedule.Waiting);
            }
        }
    }

    private static PlannedJob[] RandomRung(Random random, int rung)
    {
        int count = random.Next(1, 12);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new PlannedJob($"{random.Next(rung * 8, (rung + 2) * 8)}", [i])
            {
                // Anything of this study, itself and what follows included, or a job that nobody planned.
                Teacher = random.Next(3) == 0 ? $"{random.Next(0, 30)}" : null,
                IsTrial = random.Next(2) == 0,
                Continues = rung > 0 && random.Next(2) == 0 ? $"{random.Next(0, rung * 8)}" : null,
                TrainedSeconds = random.Next(6) == 0 ? random.Next(1, 60) : null,
            }),
        ];
    }

    private static StudySchedule Schedule(int most, params PlannedJob[] jobs) => Search(most, null, jobs);

    private static StudySchedule Search(int most, SearchOptions? search, params PlannedJob[] jobs)
    {
        var schedule = new StudySchedule(most, search);
        schedule.Add(jobs);
        return schedule;
    }

    private static PlannedJob[] Jobs(params string[] ids) => [.. ids.Select((id, index) => new PlannedJob(id, [index]))];

    private static PlannedJob Trial(string id) => new(id, [0]) { IsTrial = true };

    private static SearchOptions Halving(double? minutes) => new()
    {
        Space = new Dictionary<string, SearchDimension>(),
        Strategy = SearchStrategy.SuccessiveHalving,
        TimeBudgetMinutes = minutes,
    };

    private static JobOutcome Finished(string id, double seconds = 1) => new(id, JobState.Finished) { Seconds = seconds };

    /// <summary>Those that begin now.</summary>
    private static IEnumerable<string> Begun(StudySchedule schedule) =>
        [.. schedule.Next(isLate: false).Where(job => job.Outcome is null).Select(job => job.Job.JobId)];
}
