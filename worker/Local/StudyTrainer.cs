using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Studies.Planning;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training;
using ImageClassifier.Worker.Training.Results;

namespace ImageClassifier.Worker.Local;

/// <summary>
/// Trains a whole study without any service. It may be killed at any time and asked for again: finished runs are read, the half-done one
/// resumes from its checkpoint, and the end is the same.
/// </summary>
/// <param name="runtime">Which hardware trains.</param>
/// <param name="cache">Of decoded photos.</param>
/// <param name="time">Of what is recorded.</param>
/// <param name="output">Hears how it goes.</param>
/// <param name="processes">Train what they can before this process does; by the number of independent runs, null for none.</param>
internal sealed class StudyTrainer(TorchRuntime runtime, PhotoCache cache, TimeProvider time, Output output,
    Func<int, StudyProcesses?> processes)
{
    private const string RunsFolder = "runs", ChampionFolder = "champion", OutcomeFile = "study.json";

    /// <param name="folders">Where the photos are.</param>
    /// <param name="order">What to train.</param>
    /// <param name="outFolder">Gets <c>study.json</c>, <c>report.html</c>, <c>runs/</c> with a folder for each run, and
    /// <c>champion/</c>.</param>
    /// <param name="csv">Gets a row for each run; null for none.</param>
    /// <param name="cancellationToken">Ends training after the current batch.</param>
    /// <returns>False when no run finished.</returns>
    /// <exception cref="WorkerException">The photos cannot be trained on.</exception>
    public async Task<bool> RunAsync(LocalFolders folders, StudyOrder order, string outFolder, string? csv,
        CancellationToken cancellationToken)
    {
        LocalPhotos photos =
            await LocalPhotos.ReadAsync(folders, order.ValidationFraction, order.Folds, order.Seed, output, cancellationToken);
        foreach (ClassCount count in photos.Manifest.Counts)
            output.Say(
                $"{count.Label}: {count.Train} training photos, {count.Validation} validation "
                    + $"photos{(order.Folds == 1 ? "" : " in the first fold")}");
        if (photos.Test is { } test) output.Say($"{test.Count} test photos, which decide nothing");

        using var training = new LocalTraining(photos, runtime, cache, time, output);
        long started = time.GetTimestamp();
        var state = new State(order, training, outFolder, csv is null ? null : new StudyCsv(csv));
        IReadOnlyList<PlannedRun> rung = StudyPlan.First(order, training.ManifestDigest);
        int missing = Independent(rung)
            .Count(job => LocalTraining.Find(job.JobId, Path.Combine(outFolder, FolderOf(order, RunsOf(rung, job)[0]))) is null);
        if (processes(missing) is { } helpers) await helpers.RunAsync(cancellationToken);
        while (rung.Count > 0)
        {
            state.Planned += rung.Count;
            foreach (PlannedJob job in StudyPlan.Jobs(rung)) await TrainAsync(state, RunsOf(rung, job), job, cancellationToken);
            rung = IsOverBudget(state) ? []
                : StudyPlan.Next(order, training.ManifestDigest, [.. state.Ordered.Select(run => (run.Run, run.Result))]);
        }
        bool finished = await FinishAsync(state, photos.Manifest, cancellationToken);
        ReportedRun[] runs =
            [.. state.Ordered.Select(run => new ReportedRun(run.Run, Path.Combine(outFolder, run.Folder), run.Result, run.Error))];
        string title = $"{order.Study ?? "study"} on {LocalReport.NameOf(folders.Data)}";
        output.Say("");
        foreach (string line in await LocalReport.WriteAsync(title, null, runs, training, time.GetElapsedTime(started), time.GetUtcNow(),
            outFolder, cancellationToken)) output.Say(line);
        return finished;
    }

    /// <summary>Trains one shard of what can be trained at once, and nothing else: no table, no champion, no report.</summary>
    /// <param name="folders">As for the whole study.</param>
    /// <param name="order">As for the whole study.</param>
    /// <param name="outFolder">As for the whole study.</param>
    /// <param name="shard">Which of the runs.</param>
    /// <param name="cancellationToken">Ends training after the current batch.</param>
    public async Task TrainShardAsync(LocalFolders folders, StudyOrder order, string outFolder, StudyShard shard,
        CancellationToken cancellationToken)
    {
        // The whole study has said what is wrong with the photos.
        LocalPhotos photos = await LocalPhotos.ReadAsync(folders, order.ValidationFraction, order.Folds, order.Seed,
            new Output(TextWriter.Null, TextWriter.Null), cancellationToken);
        using var training = new LocalTraining(photos, runtime, cache, time, output);
        var state = new State(order, training, outFolder, csv: null);
        IReadOnlyList<PlannedRun> rung = StudyPlan.First(order, training.ManifestDigest);
        PlannedJob[] jobs = [.. Independent(rung).Where((_, place) => shard.Has(place))];
        state.Planned = jobs.Length;
        foreach (PlannedJob job in jobs) await TrainAsync(state, RunsOf(rung, job), job, cancellationToken);
    }

    /// <summary>Jobs that wait for no other.</summary>
    private static IEnumerable<PlannedJob> Independent(IReadOnlyList<PlannedRun> rung) =>
        StudyPlan.Jobs(rung).Where(job => job.Teacher is null);

    private static string FolderOf(StudyOrder order, PlannedRun run) =>
        Path.Combine(RunsFolder, $"{LocalTraining.FolderName(run.Name(order.Repeats, order.Folds))}-{run.JobId[..8]}");

    private static PlannedRun[] RunsOf(IReadOnlyList<PlannedRun> rung, PlannedJob job) =>
        [.. job.Runs.Select(index => rung.First(run => run.Index == index))];

    private async Task TrainAsync(State state, IReadOnlyList<PlannedRun> runs, PlannedJob job, CancellationToken cancellationToken)
    {
        PlannedRun first = runs[0];
        string folder = FolderOf(state.Order, first);
        string name = first.Name(state.Order.Repeats, state.Order.Folds), place = Path.Combine(state.Folder, folder);
        output.Say("");
        string? error = null;
        TrainingResult? result = LocalTraining.Find(job.JobId, place);
        if (result is not null) output.Say($"[{state.Done + 1}/{state.Planned}] {name}: finished before, {EpochLine.Format(result)}");
        else (result, error) = await TryAsync(state, first, job, $"[{state.Done + 1}/{state.Planned}] {name}", place, cancellationToken);

        TestResult? test = result is null ? null : await state.Training.TestAsync(job.JobId, place, cancellationToken);
        if (test is not null) output.Say(StudyLines.Test(test));
        foreach (PlannedRun run in runs)
        {
            var outcome = new StudyRunOutcome(run, folder, result, test, error);
            state.Outcomes[run.Index] = outcome;
            if (state.Csv is not null) await state.Csv.AppendAsync(state.Order.Study, outcome, cancellationToken);
        }
    }

    private async Task<(TrainingResult? Result, string? Error)> TryAsync(
        State state, PlannedRun run, PlannedJob job, string title, string place, CancellationToken cancellationToken)
    {
        if (job.IsTrial && IsOverBudget(state)) return Failed(title, "not begun, for the search's time budget was used up");
        if (job.Teacher is not null
            && !state.Outcomes.Values.Any(outcome => outcome.Run.JobId == job.Teacher && outcome.Result is not null))
            return Failed(title, "not begun, for its teacher did not finish");
        output.Say($"{title}: seed {run.Seed}, on {runtime}");
        try
        {
            TrainingResult result = await state.Training.TrainAsync(state.Training.JobOf(run), place, state.FolderOf, cancellationToken);
            output.Say(EpochLine.Format(result));
            return (result, null);
        }
        catch (Exception e) when (e is WorkerException or TrainingDivergedException or InvalidDataException or NotSupportedException)
        {
            // One experiment that cannot be trained does not end the others.
            return Failed(title, e.Message);
        }
    }

    private (TrainingResult?, string) Failed(string title, string error)
    {
        output.Warn($"{title}: {error}");
        return (null, error);
    }

    private async Task<bool> FinishAsync(State state, Manifest manifest, CancellationToken cancellationToken)
    {
        StudyOutcome outcome = StudyOutcome.Of(state.Order, manifest, state.Training.ManifestDigest, state.Ordered, manifest.Warnings);
        output.Say("");
        foreach (string line in StudyLines.Table(outcome)) output.Say(line);
        if (outcome.Champion is { } champion)
        {
            foreach (string file in (string[])[LocalTraining.WeightsFile, LocalTraining.CardFile, LocalTraining.ResultFile])
                await LocalTraining.WriteAsync(Path.Combine(state.Folder, ChampionFolder), file,
                    await File.ReadAllBytesAsync(Path.Combine(state.Folder, champion.Folder, file), cancellationToken));
            output.Say(
                $"the champion is {champion.Experiment}; its model "
                    + $"is {Path.Combine(state.Folder, ChampionFolder, LocalTraining.WeightsFile)}");
        }
        foreach (string note in StudyNotes.Of(state.Order.Folds, outcome.Experiments)) output.Say(note);
        await LocalTraining.WriteAsync(state.Folder, OutcomeFile, LocalTraining.Json(outcome));
        return outcome.Champion is not null;
    }

    /// <summary>By the time that trials have trained: it continues after a restart, and the time between does not count.</summary>
    private static bool IsOverBudget(State state)
    {
        if (state.Order.Search?.TimeBudgetMinutes is not { } minutes) return false;
        // A later rung took over the epochs of the one before.
        double seconds = state.Outcomes.Values.Where(outcome => outcome.Run.Trial is not null && outcome.Result is not null)
            .GroupBy(outcome => (outcome.Run.Trial, outcome.Run.Repeat, outcome.Run.Fold))
            .Sum(same => same.Max(outcome => outcome.Result!.Seconds));
        return seconds >= minutes * 60;
    }

    /// <summary>What is known of a study while it trains.</summary>
    private sealed class State(StudyOrder order, LocalTraining training, string folder, StudyCsv? csv)
    {
        public StudyOrder Order => order;

        public LocalTraining Training => training;

        public string Folder => folder;

        public StudyCsv? Csv => csv;

        public int Planned { get; set; }

        public int Done => Outcomes.Count;

        public SortedDictionary<int, StudyRunOutcome> Outcomes { get; } = [];

        /// <summary>Where a job of this study was trained, or null.</summary>
        public string? FolderOf(string jobId) =>
            Outcomes.Values.FirstOrDefault(outcome => outcome.Run.JobId == jobId) is { } trained ? Path.Combine(Folder, trained.Folder)
                : null;

        public IReadOnlyList<StudyRunOutcome> Ordered => [.. Outcomes.Values];
    }
}
