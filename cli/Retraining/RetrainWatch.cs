using System.Globalization;
using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Output;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Cli.Retraining;

/// <summary>Follows a retrain to its end: bars that move for a person, a line for each step that matters for a file.</summary>
internal sealed class RetrainWatch(FunctionsClient functions, IProgressView view, TimeProvider time)
{
    // Between two lines of the same job lies at least this share of its epochs.
    private const double LineShare = 0.25;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A retrain that was just accepted may not be visible yet.
    private static readonly TimeSpan Appears = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, (JobState? State, int Epoch)> _shown = [];
    private RetrainStage? _stage;
    private string? _warnedOf;

    /// <summary>Polls until the retrain is over.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="onProgress">Called with every answer.</param>
    /// <param name="cancellationToken">Ends the watch, not the retrain.</param>
    /// <exception cref="CliException">There is no such retrain.</exception>
    public async Task<RetrainProgress> FollowAsync(string id, Action<RetrainProgress> onProgress, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            RetrainProgress? progress = await functions.ProgressAsync(id, cancellationToken);
            if (progress is null && time.GetElapsedTime(start) > Appears) throw Unknown(id);
            if (progress is not null)
            {
                onProgress(progress);
                Show(progress);
                if (progress.IsOver) return progress;
            }
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>What is uploaded from now on is no part of the retrain.</summary>
    public static bool HasFrozenPhotos(RetrainProgress progress) =>
        progress.Stage is not (RetrainStage.WaitingForPhotos or RetrainStage.Snapshot);

    public static CliException Unknown(string id) => new($"there is no retrain {id}; ./run runs lists those that were made");

    /// <summary>Shows what changed since the last time.</summary>
    public void Show(RetrainProgress progress)
    {
        if (progress.Stage != _stage)
        {
            _stage = progress.Stage;
            if (!progress.IsOver) view.Line(progress.Message);
        }
        // Once for each reason, which stands before the time: what comes after it may change while the reason does not.
        string? reason = progress.Warning?.Split(" since ")[0];
        if (reason is not null && reason != _warnedOf) view.Warn(progress.Warning!);
        if (reason is null && _warnedOf is not null && !progress.IsOver) view.Warn("the tracking server is back");
        _warnedOf = reason;
        foreach (JobProgress job in progress.Jobs) Show(job);
        int over = progress.Jobs.Count(job => job.State is JobState.Finished or JobState.Failed);
        if (progress.Jobs.Count > 1) view.Bar("all", "all runs", over, progress.Jobs.Count);
    }

    private void Show(JobProgress job)
    {
        string name = Name(job.Experiment, job.Repeat, job.Fold, job.StopAfterEpoch);
        bool over = job.State is JobState.Finished or JobState.Failed;
        // Early stopping ends before the planned epochs; a finished bar is a full one all the same.
        if (job.State is not null)
            view.Bar(name, $"{name} {Best(job)}".TrimEnd(), over ? Math.Max(job.Of, 1) : job.Epoch, Math.Max(job.Of, over ? 1 : 0));

        _shown.TryGetValue(name, out (JobState? State, int Epoch) last);
        bool stepped = job.State == JobState.Training && job.Of > 0
            && job.Epoch - last.Epoch >= Math.Max(1, Math.Ceiling(job.Of * LineShare));
        if (job.State == last.State && !stepped) return;
        _shown[name] = (job.State, job.Epoch);
        if (Line(name, job) is { } line) view.Line(line);
    }

    private static string? Line(string name, JobProgress job) => job.State switch
    {
        JobState.Starting => $"{name}: starting",
        JobState.Training when job.Epoch == 0 => $"{name}: training, {job.Of} epochs at most",
        JobState.Training => $"{name}: epoch {job.Epoch} of {job.Of}, {Best(job)}{Left(job)}",
        JobState.Finished => $"{name}: finished, {Best(job)}",
        JobState.Failed => $"{name}: failed: {job.Error ?? "no reason was given"}",
        JobState.Stopped => $"{name}: stopped; it resumes from its checkpoint",
        _ => null,
    };

    private static string Best(JobProgress job) =>
        job.BestValAccuracy is { } best ? string.Create(CultureInfo.InvariantCulture, $"best validation accuracy {best:0.000}") : "";

    private static string Left(JobProgress job) =>
        job.EtaSeconds is { } eta ? string.Create(CultureInfo.InvariantCulture, $", about {eta:0} s left") : "";

    internal static string Name(string experiment, int repeat, int? fold, int? stopAfterEpoch) =>
        string.Create(CultureInfo.InvariantCulture,
        $"{experiment}{(repeat == 0 ? "" : $" #{repeat + 1}")}{(fold is null ? "" : $", fold {fold + 1}")}"
            + $"{(stopAfterEpoch is null ? "" : $", {stopAfterEpoch} epochs")}");
}
