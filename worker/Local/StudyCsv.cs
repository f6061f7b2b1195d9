using System.Globalization;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Local;

/// <summary>
/// A CSV file with one row for each finished run, which many studies may share. A row follows from the run's stored result alone, and one
/// that is there is not written again: a study that is interrupted and resumed leaves each run once.
/// </summary>
internal sealed class StudyCsv(string file)
{
    public const string Header =
        "study,experiment,fold,repeat,seed,val_accuracy,test_accuracy,train_accuracy,"
        + "best_epoch,epochs,seconds,params,auc,ece,started,trial,rung,job";

    /// <summary>Folds, repeats and rungs count from 0, trials from 1; accuracies are shares; <c>started</c> is UTC.</summary>
    public async Task AppendAsync(string? study, StudyRunOutcome run, CancellationToken cancellationToken)
    {
        if (run.Result is not { } result) return;
        string text = File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : "";
        // What a killed process left half-written ends in no line.
        int end = text.LastIndexOf('\n') + 1;
        string row = Row(study, run, result);
        string[] lines = text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Contains(row)) return;
        if (lines.Length > 0 && lines[0] != Header)
            throw new WorkerException($"{file} has other columns than {Header}; name another file, or move it away");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        stream.SetLength(System.Text.Encoding.UTF8.GetByteCount(text[..end]));
        stream.Seek(0, SeekOrigin.End);
        await using var writer = new StreamWriter(stream) { NewLine = "\n" };
        if (lines.Length == 0) await writer.WriteLineAsync(Header.AsMemory(), cancellationToken);
        await writer.WriteLineAsync(row.AsMemory(), cancellationToken);
    }

    private static string Row(string? study, StudyRunOutcome run, TrainingResult result)
    {
        EpochRecord first = result.Epochs[0];
        DateTime started = (first.EndedAt - TimeSpan.FromSeconds(first.Seconds)).UtcDateTime;
        FormattableString[] fields =
        [
            $"{Text(study)}", $"{Text(run.Run.Experiment.Name)}", $"{run.Run.Fold}", $"{run.Run.Repeat}", $"{run.Run.Seed}",
            $"{result.BestValAccuracy:0.0000}", $"{run.Test?.Accuracy:0.0000}", $"{result.TrainAccuracy:0.0000}", $"{result.BestEpoch}",
                $"{result.Epochs.Count}",
            $"{result.Seconds:0.000}", $"{result.Parameters}", $"{result.Auc:0.0000}", $"{result.Ece:0.0000}",
                $"{started:yyyy-MM-ddTHH:mm:ssZ}",
            $"{run.Run.Trial}", $"{run.Run.Rung}", $"{run.Run.JobId}",
        ];
        return string.Join(',', fields.Select(field => field.ToString(CultureInfo.InvariantCulture)));
    }

    private static string Text(string? value) =>
        value is null ? "" : value.IndexOfAny([',', '"', '\n', '\r']) < 0 ? value
            : $"\"{value.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
