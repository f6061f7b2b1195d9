using System.Globalization;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Functions.Retraining.Progress;

/// <summary>Says in one sentence where a retrain is. Pure.</summary>
public static class ProgressMessage
{
    /// <param name="status">The orchestration's custom status.</param>
    /// <param name="jobs">The distinct jobs of the plan with their last heartbeats, in the plan's order.</param>
    public static string Of(RetrainStatus status, IReadOnlyList<JobProgress> jobs) => status.Stage switch
    {
        // Before it has looked.
        RetrainStage.WaitingForPhotos when status.Pending == 0 => "looking for new uploads",
        RetrainStage.WaitingForPhotos => $"waiting for {status.Pending} {(status.Pending == 1 ? "upload" : "uploads")} to be processed",
        RetrainStage.Snapshot => "freezing the photos into a manifest",
        RetrainStage.Training => Training(status, jobs),
        RetrainStage.SelectingChampion => "choosing the champion",
        _ => "finishing",
    };

    /// <summary>For a retrain that is over.</summary>
    public static string Of(RetrainReport report) => report.Champion is { MeanValAccuracy: { } mean, StdValAccuracy: { } std } best
        ? $"finished: {best.Experiment} is the champion with {Percent(mean)} ± {Percent(std)} validation accuracy over {best.Runs} runs, "
        + $"model version {best.ModelVersion}"
        : report.Champion is { } champion
        ? $"finished: {champion.Experiment} is the champion with {Percent(champion.ValAccuracy)} validation accuracy "
            + $"(95 % interval {Percent(champion.ValAccuracyLow)} to {Percent(champion.ValAccuracyHigh)}), model "
            + $"version {champion.ModelVersion}"
        : "finished without a champion, for no run finished; the runs say why";

    private static string Training(RetrainStatus status, IReadOnlyList<JobProgress> jobs)
    {
        string current = string.Join("; ", jobs.Where(job => status.Running.Contains(job.JobId)).Select(Current));
        return $"training {Math.Min(status.Done + 1, status.Jobs)} of {status.Jobs}{(current.Length == 0 ? "" : $": {current}")}";
    }

    private static string Current(JobProgress job) =>
        job is { State: not JobState.Finished, Error: { Length: > 0 } error } ? $"{Doing(job)} ({error})" : Doing(job);

    private static string Doing(JobProgress job) => job switch
    {
        { State: null or JobState.Starting } => $"{job.Experiment}, starting",
        { State: JobState.Finished } => $"{job.Experiment}, finished",
        { State: JobState.Stopped or JobState.Failed } => $"{job.Experiment}, starting again after epoch {job.Epoch} of {job.Of}",
        { EtaSeconds: { } eta } => $"{job.Experiment}, epoch {job.Epoch} of {job.Of}, about {Duration(eta)} left",
        _ => $"{job.Experiment}, epoch {job.Epoch} of {job.Of}",
    };

    private static string Duration(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");
}
