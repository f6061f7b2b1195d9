using System.CommandLine;
using ImageClassifier.Cli.Diagnosis;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Stack;

namespace ImageClassifier.Cli.Commands;

/// <summary><c>imgc doctor</c>: what is missing on this machine, and what to do about it.</summary>
internal sealed class DoctorCommand(CommandScope scope)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on the last line of standard output" };

    public static Command Create(CommandScope scope) => new DoctorCommand(scope).Build();

    private Command Build()
    {
        var command = new Command("doctor", "Check programs, libraries, ports, services and disk, and say what to do") { _json };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        Terminal terminal = scope.Terminal(parsed.GetValue(_json));
        StackSettings settings = scope.Settings(parsed);
        Installation installation = scope.Installation();
        var doctor = new Doctor(installation, settings, new LocalServices(installation, settings, scope.Http),
            cancellationToken => scope.Tracking(settings.Endpoints).ExamineAsync(settings.Experiment, cancellationToken));
        IReadOnlyList<Finding> findings = await doctor.ExamineAsync(scope.Interruption.Requested);
        foreach (Finding finding in findings)
        {
            terminal.Say($"{(finding.Ok ? "ok  " : "BAD ")} {finding.What}: {finding.Found}");
            if (finding.Advice is not null) terminal.Say($"     {finding.Advice}");
        }
        int bad = findings.Count(finding => !finding.Ok);
        terminal.Say(bad == 0 ? "All is well." : $"{bad} of {findings.Count} are not as they should be.");
        terminal.Answer(new { ok = bad == 0, findings });
        return bad == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
