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
        using LocalTraining training = await LocalTraining.OpenAsync(
            folders, order, runtime, cache, time, output, isShard: false, cancellationToken);
        State state = NewState(order, training, outFolder, csv is null ? null : new StudyCsv(csv));
        if (processes(state.Loop.CountMissing()) is { } helpers) await helpers.RunAsync(cancellationToken);
        await state.Loop.RunAsync(turn => TakeAsync(state, turn, cancellationToken));
        bool finished = await FinishAsync(state, cancellationToken);
        ReportedRun[] runs =
            [.. state.Ordered.Select(run => new ReportedRun(run.Run, Path.Combine(outFolder, run.Folder), run.Result, run.Error))];
        output.Say("");
        await LocalReport.WriteAsync(order.Study ?? "study", folders, runs, training, outFolder, output, cancellationToken);
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
        using LocalTraining training = await LocalTraining.OpenAsync(
            folders, order, runtime, cache, time, output, isShard: true, cancellationToken);
        State state = NewState(order, training, outFolder, csv: null);
        await state.Loop.RunShareAsync(shard.Has, turn => TakeAsync(state, turn, cancellationToken));
    }

    private static State NewState(StudyOrder order, LocalTraining training, string folder, StudyCsv? csv)
    {
        var loop = new StudyLoop(order, training.ManifestDigest,
            run => LocalTraining.Find(run.JobId, Path.Combine(folder, FolderOf(order, run))));
        return new State(order, training, loop, folder, csv);
    }

    private static string FolderOf(StudyOrder order, PlannedRun run) =>
        Path.Combine(RunsFolder, $"{LocalTraining.FolderName(run.Name(order.Repeats, order.Folds))}-{run.JobId[..8]}");

    /// <summary>Trains the job unless it was trained before or is refused, measures its model, and writes up its runs.</summary>
    private async Task<TrainingResult?> TakeAsync(State state, StudyTurn turn, CancellationToken cancellationToken)
    {
        PlannedRun first = turn.Runs[0];
        string folder = state.FolderOf(first.JobId) ?? FolderOf(state.Order, first), place = Path.Combine(state.Folder, folder);
        string title = $"[{state.Outcomes.Count + 1}/{state.Loop.Planned}] {first.Name(state.Order.Repeats, state.Order.Folds)}";
        output.Say("");
        string? error = turn.Refusal;
        TrainingResult? result = turn.Result;
        if (result is not null) output.Say($"{title}: finished before, {EpochLine.Format(result)}");
        else if (error is not null) output.Warn($"{title}: {error}");
        else (result, error) = await TryAsync(state, first, title, place, cancellationToken);

        TestResult? test = result is null ? null : await state.Training.TestAsync(first.JobId, place, cancellationToken);
        foreach (PlannedRun run in turn.Runs)
        {
            var outcome = new StudyRunOutcome(run, folder, result, test, error);
            state.Outcomes[run.Index] = outcome;
            if (state.Csv is not null) await state.Csv.AppendAsync(state.Order.Study, outcome, cancellationToken);
        }
        return result;
    }

    private async Task<(TrainingResult? Result, string? Error)> TryAsync(
        State state, PlannedRun run, string title, string place, CancellationToken cancellationToken)
    {
        try
        {
            return (await state.Training.TrainAsync(run, title, place, state.PlaceOf, cancellationToken), null);
        }
        catch (Exception e) when (e is WorkerException or TrainingDivergedException or InvalidDataException or NotSupportedException)
        {
            // One experiment that cannot be trained does not end the others.
            output.Warn($"{title}: {e.Message}");
            return (null, e.Message);
        }
    }

    private async Task<bool> FinishAsync(State state, CancellationToken cancellationToken)
    {
        Manifest manifest = state.Training.Manifest;
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

    /// <summary>What is known of a study while it trains.</summary>
    private sealed class State(StudyOrder order, LocalTraining training, StudyLoop loop, string folder, StudyCsv? csv)
    {
        public StudyOrder Order => order;

        public LocalTraining Training => training;

        public StudyLoop Loop => loop;

        public string Folder => folder;

        public StudyCsv? Csv => csv;

        public SortedDictionary<int, StudyRunOutcome> Outcomes { get; } = [];

        /// <summary>Where a job of this study was trained, below its folder, or null.</summary>
        public string? FolderOf(string jobId) => Outcomes.Values.FirstOrDefault(outcome => outcome.Run.JobId == jobId)?.Folder;

        /// <summary>Where a job of this study was trained, or null.</summary>
        public string? PlaceOf(string jobId) => FolderOf(jobId) is { } found ? Path.Combine(Folder, found) : null;

        public IReadOnlyList<StudyRunOutcome> Ordered => [.. Outcomes.Values];
    }
}
