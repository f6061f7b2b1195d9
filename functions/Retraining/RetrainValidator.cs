using ImageClassifier.Core;
using ImageClassifier.Core.Datasets;
using ImageClassifier.Core.Experiments;
using ImageClassifier.Core.Json;
using ImageClassifier.Core.Retraining;
using ImageClassifier.Functions.Datasets;

namespace ImageClassifier.Functions.Retraining;

/// <summary>Says everything that is wrong with a retrain before anything starts.</summary>
public sealed class RetrainValidator(StudyCatalog studies, DatasetReader dataset)
{
    /// <summary>What an empty request trains.</summary>
    public const string DefaultStudy = "regularization";

    /// <summary>Most runs of one retrain.</summary>
    public const int MaxRuns = 2000;

    /// <param name="body">The request's JSON; empty for the default study.</param>
    /// <param name="cancellation">Ends the reading of the data set.</param>
    /// <returns>What to do, unless there are problems.</returns>
    public async Task<(RetrainInput? Retrain, IReadOnlyList<Problem> Problems)> ValidateAsync(
        ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        RetrainRequest? request = Read(body.Span, problems);
        IReadOnlyList<Experiment>? experiments = request?.Experiments ?? FindStudy(request, problems);
        if (experiments is not null && request is not null && experiments.Count * (long)request.Repeats > MaxRuns)
            problems.Add(new Problem("$.repeats", $"makes {experiments.Count * (long)request.Repeats} runs; at most {MaxRuns} are trained at once"));
        problems.AddRange(CheckDataset(await dataset.ReadAsync(cancellation)));
        if (problems.Count > 0) return (null, problems);
        return (new RetrainInput
        {
            Study = request!.Study,
            Experiments = experiments!,
            Seed = request.Seed,
            Repeats = request.Repeats,
            ValidationFraction = request.ValidationFraction,
            MaxParallelJobs = request.MaxParallelJobs,
            TimeLimitMinutes = request.TimeLimitMinutes,
        }, []);
    }

    private static RetrainRequest? Read(ReadOnlySpan<byte> body, List<Problem> problems)
    {
        if (body.Trim(" \t\r\n"u8).IsEmpty) return new RetrainRequest { Study = DefaultStudy };
        (RetrainRequest? request, IReadOnlyList<Problem> found) = StrictJson.Read<RetrainRequest>(body, value => value.Validate());
        problems.AddRange(found);
        return request;
    }

    private IReadOnlyList<Experiment>? FindStudy(RetrainRequest? request, List<Problem> problems)
    {
        if (request?.Study is not { } name || problems.Any(problem => problem.Path == "$.study")) return null;
        try
        {
            if (studies.Find(name) is { } study) return study.Experiments;
            string known = string.Join(", ", studies.All().Select(study => study.Name));
            problems.Add(new Problem("$.study", $"\"{name}\" is not a known study; {(known.Length == 0 ? "there are none" : $"there are: {known}")}"));
        }
        catch (InvalidRecordException e)
        {
            problems.Add(new Problem("$.study", $"cannot be looked up: {e.Message}"));
        }
        return null;
    }

    private static IEnumerable<Problem> CheckDataset(CurrentDataset current) => ManifestBuilder.Validate(current.Photos).Select(problem =>
        current.Pending == 0 ? problem : problem with
        {
            Message = $"{problem.Message}; {current.Pending} {(current.Pending == 1 ? "upload is" : "uploads are")} still being processed, so try again in a moment",
        });
}
