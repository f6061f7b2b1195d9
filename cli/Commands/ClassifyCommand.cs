using System.CommandLine;
using System.Globalization;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Photos;
using ImageClassifier.Contracts.Models;

namespace ImageClassifier.Cli.Commands;

/// <summary><c>imgc classify PHOTO…</c>: asks the champion.</summary>
internal sealed class ClassifyCommand(CommandScope scope)
{
    private readonly Argument<string[]> _photos = new("PHOTO") { Description = "Image files", Arity = ArgumentArity.OneOrMore };
    private readonly Option<int> _top =
        new("--top") { Description = "Most likely classes to show", DefaultValueFactory = _ => 5, HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on the last line of standard output" };

    public static Command Create(CommandScope scope) => new ClassifyCommand(scope).Build();

    private Command Build()
    {
        _top.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--top must be at least 1");
        });
        var command = new Command("classify", "Say what is on photos, with the champion's probabilities") { _photos, _top, _json };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed)
    {
        Terminal terminal = scope.Terminal(parsed.GetValue(_json));
        string[] photos = parsed.GetValue(_photos)!;
        if (photos.FirstOrDefault(photo => !File.Exists(scope.Full(photo))) is { } missing)
        {
            string problem = Directory.Exists(scope.Full(missing))
                ? "is a folder; name photos, or use evaluate for folders"
                : "does not exist";
            throw new CliException($"{missing} {problem}", ExitCode.Usage);
        }
        return scope.Services(parsed).UseAsync(async (services, cancellationToken) =>
        {
            var classifier = new Classifier(scope.Functions(services.Endpoints));
            var answers = new List<ClassifiedPhoto>();
            foreach (string photo in photos)
            {
                ClassifiedPhoto answer = await classifier.ClassifyAsync(scope.Full(photo), photo, parsed.GetValue(_top), cancellationToken);
                answers.Add(answer);
                terminal.Say(Line(answer));
            }
            if (answers.Select(answer => answer.Answer?.Model).FirstOrDefault(model => model is not null) is { } served)
                terminal.Say($"by {served.Name} version {served.Version}{Doubt(served)}");
            terminal.Answer(new { photos = answers });
            return answers.All(answer => answer.Answer is not null) ? ExitCode.Ok : ExitCode.Failed;
        }, terminal.Note);
    }

    private static string Doubt(ServedModel served) => served.NotConfirmedSince is not { } since ? ""
        : string.Create(CultureInfo.InvariantCulture,
            $", the champion of {since.ToLocalTime():yyyy-MM-dd HH:mm:ss}; ")
            + "the tracking server has not answered since, so another may be the champion by now";

    private static string Line(ClassifiedPhoto photo) => photo.Answer is null
        ? $"{photo.Photo}: {photo.Error}"
        : $"{photo.Photo}: {string.Join(", ", photo.Answer.Predictions.Select(Shown))}";

    private static string Shown(Prediction prediction) =>
        string.Create(CultureInfo.InvariantCulture, $"{prediction.Label} {100 * prediction.Probability:0.0} %");
}
