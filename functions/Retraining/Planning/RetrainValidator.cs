using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Datasets;
using ImageClassifier.Studies.Datasets;

namespace ImageClassifier.Functions.Retraining.Planning;

/// <summary>Says everything that is wrong with a retrain before anything starts.</summary>
public sealed class RetrainValidator(StudyCatalog studies, DatasetReader dataset)
{
    /// <summary>What an empty request trains.</summary>
    public const string DefaultStudy = "regularization";

    /// <summary>Most runs of one retrain.</summary>
    public const int MaxRuns = 2000;

    // A former name is most often in every experiment; the first few tell.
    private const int MaxWarnings = 20;

    /// <param name="body">The request's JSON; empty for the default study.</param>
    /// <param name="cancellationToken">Ends the reading of the data set.</param>
    /// <returns>What to do, unless there are problems.</returns>
    public async Task<(RetrainInput? Retrain, IReadOnlyList<Problem> Problems)> ValidateAsync(
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        var warnings = new List<Problem>();
        RetrainRequest? request = Read(body.Span, problems, warnings);
        Study? study = FindStudy(request, problems, warnings);
        StudyOrder? order = problems.Count == 0 ? request!.Order(study) : null;
        if (order is not null) problems.AddRange(Check(order));
        int folds = request?.Folds ?? study?.Folds ?? 1;
        // A number that is refused already says nothing of the photos.
        problems.AddRange(CheckDataset(await dataset.ReadAsync(cancellationToken), folds is >= 1 and <= Manifest.MaxFolds ? folds : 1));
        if (problems.Count > 0) return (null, problems);
        return (new RetrainInput
        {
            Study = order!.Study,
            Experiments = order.Experiments,
            Search = order.Search,
            Seed = order.Seed,
            Repeats = order.Repeats,
            Folds = order.Folds,
            ValidationFraction = order.ValidationFraction,
            MaxParallelJobs = request!.MaxParallelJobs,
            TimeLimitMinutes = request.TimeLimitMinutes,
            Warnings = warnings.Count == 0 ? null : [.. warnings.Take(MaxWarnings)],
        }, []);
    }

    /// <summary>Rules of all that is trained together.</summary>
    private static IEnumerable<Problem> Check(StudyOrder order)
    {
        if (order.Runs > MaxRuns) yield return new Problem("$.repeats", $"makes {order.Runs} runs; at most {MaxRuns} are trained at once");
        // Another seed draws other trials than the study was checked with.
        if (order.Search is not { } search) yield break;
        foreach (Problem problem in SearchSpace.Draw(search, order.Seed).Problems) yield return problem;
    }

    private static RetrainRequest? Read(ReadOnlySpan<byte> body, List<Problem> problems, List<Problem> warnings)
    {
        if (body.Trim(" \t\r\n"u8).IsEmpty) return new RetrainRequest { Study = DefaultStudy };
        (RetrainRequest? request, IReadOnlyList<Problem> found) =
            StrictJson.Read<RetrainRequest>(body, value => value.Validate(), new StudyShorthand(), warnings);
        problems.AddRange(found);
        return request;
    }

    private Study? FindStudy(RetrainRequest? request, List<Problem> problems, List<Problem> warnings)
    {
        if (request?.Study is not { } name || problems.Any(problem => problem.Path == "$.study")) return null;
        try
        {
            var found = new List<Problem>();
            if (studies.Find(name, found) is { } study)
            {
                // The person who asks did not write the study, and reads where it stands.
                warnings.AddRange(found.Select(warning => new Problem("$.study", $"{name}: {warning}")));
                return study;
            }
            string known = string.Join(", ", studies.All().Select(study => study.Name));
            problems.Add(new Problem("$.study",
                $"\"{name}\" is not a known study; {(known.Length == 0 ? "there are none" : $"there are: {known}")}"));
        }
        catch (InvalidRecordException e)
        {
            problems.Add(new Problem("$.study", $"cannot be looked up: {e.Message}"));
        }
        return null;
    }

    private static IEnumerable<Problem> CheckDataset(CurrentDataset current, int folds) =>
        ManifestBuilder.Validate(current.Photos, folds: folds)
            .Select(problem => problem with { Message = $"{problem.Message}{Missing(current)}" });

    /// <summary>Where photos might be that are missing.</summary>
    private static string Missing(CurrentDataset current)
    {
        int waiting = current.Waiting.Count, blocked = current.Blocked.Count;
        string text = waiting == 0 ? ""
            : $"; {waiting} {(waiting == 1 ? "upload is" : "uploads are")} still being processed, so try again in a moment";
        return blocked == 0 ? text
            : $"{text}; {blocked} {(blocked == 1 ? "upload" : "uploads")} cannot be "
            + $"processed: {PendingUpload.Names(current.Blocked, blocked)}";
    }
}
