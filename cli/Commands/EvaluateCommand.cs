using System.CommandLine;
using ImageClassifier.Cli.Evaluation;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Photos;
using ImageClassifier.Imaging.Folders;

namespace ImageClassifier.Cli.Commands;

/// <summary><c>imgc evaluate FOLDER</c>: how good the champion is on photos that it has not seen.</summary>
internal sealed class EvaluateCommand(CommandScope scope)
{
    // A model answers with all its classes when asked for so many.
    private const int AllClasses = 1000;

    private const int Parallelism = 4;

    private readonly Argument<string> _folder =
        new("FOLDER") { Description = "One sub-folder of photos for each class; photos that were not trained on" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on the last line of standard output" };

    public static Command Create(CommandScope scope) => new EvaluateCommand(scope).Build();

    private Command Build()
    {
        var command = new Command("evaluate",
            "Measure the champion on labelled photos: accuracy, interval, scores of each class, confusion matrix") { _folder, _json };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed)
    {
        Terminal terminal = scope.Terminal(parsed.GetValue(_json));
        PhotoFolder folder = PhotoFolders.ToMeasureOn(scope.Full(parsed.GetValue(_folder)!));
        foreach (string note in folder.Notes) terminal.Say($"Note: {note}");
        return scope.Services(parsed).UseAsync(async (services, cancellationToken) =>
        {
            var classifier = new Classifier(scope.Functions(services.Endpoints));
            var answers = await terminal.WithProgressAsync(view => ClassifyAsync(folder, classifier, view, cancellationToken));
            EvaluationReport report = EvaluationReport.Of(answers);
            report = report with
            {
                Overlap = await new SelectionPhotos(CommandScope.Storage(services.Endpoints))
                .CompareAsync(report.Model, answers, cancellationToken)
            };
            new EvaluationView(terminal).Show(report);
            terminal.Answer(report);
            return ExitCode.Ok;
        }, terminal.Note);
    }

    private static async Task<IReadOnlyList<(LocalPhoto Photo, ClassifiedPhoto Result)>> ClassifyAsync(
        PhotoFolder folder, Classifier classifier, IProgressView view, CancellationToken cancellationToken)
    {
        var results = new ClassifiedPhoto[folder.Photos.Count];
        int done = 0, labelsChecked = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, results.Length),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken }, async (i, token) =>
            {
                LocalPhoto photo = folder.Photos[i];
                results[i] = await classifier.ClassifyAsync(photo.Path, photo.UploadName, AllClasses, token);
                // The first answer tells the model's classes: wrong folders need not wait for the last photo.
                if (results[i].Answer is { } answer && Interlocked.Exchange(ref labelsChecked, 1) == 0)
                    EvaluationReport.CheckLabels(folder.Labels, [.. answer.Predictions.Select(prediction => prediction.Label)],
                        answer.Model);
                view.Bar("evaluate", $"classifying {results.Length} photos", Interlocked.Increment(ref done), results.Length);
            });
        view.Line($"classified {results.Count(result => result.Answer is not null)} of {results.Length} photos");
        return [.. folder.Photos.Zip(results)];
    }
}
