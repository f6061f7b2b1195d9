using ImageClassifier.Contracts.Datasets;

namespace ImageClassifier.Contracts.Experiments;

/// <summary>
/// A named list of experiments that are compared with each other, or a space that is searched for a good one, or both; one file in
/// <c>experiments/</c>.
/// </summary>
/// <remarks>In the file a <c>base</c> may hold what the experiments have in common: see <see cref="StudyShorthand"/>.</remarks>
public sealed record Study
{
    public int SchemaVersion { get; init; } = Experiment.CurrentSchemaVersion;

    public required string Name { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<Experiment> Experiments { get; init; } = [];

    public SearchOptions? Search { get; init; }

    /// <summary>Trainings of each experiment with different seeds, where whoever trains the study says nothing else; null is 1.</summary>
    public int? Repeats { get; init; }

    /// <summary>Folds of the cross-validation, likewise; null is 1, a hold-out split.</summary>
    public int? Folds { get; init; }

    /// <summary>Share of each class that validates, likewise; null is 0.2.</summary>
    public double? ValidationFraction { get; init; }

    public IReadOnlyList<Problem> Validate(string path = "$") => new Check(path)
        .That(SchemaVersion == Experiment.CurrentSchemaVersion, "schemaVersion",
            $"is {SchemaVersion}; this version reads {Experiment.CurrentSchemaVersion}")
        .That(Name.Trim().Length is > 0 and <= 100, "name", "must have 1 to 100 characters")
        .Include(ValidateAll(Experiments, Search, path))
        .Include(ValidateDefaults(Repeats, Folds, ValidationFraction, path))
        .Problems;

    /// <summary>Rules of what is to be trained: something, each valid, no two of the same name, teachers that exist.</summary>
    internal static IReadOnlyList<Problem> ValidateAll(IReadOnlyList<Experiment> experiments, SearchOptions? search, string path)
    {
        var problems = new List<Problem>();
        string list = $"{path}.experiments";
        if (experiments.Count > 1000 || (experiments.Count == 0 && search is null))
            problems.Add(new Problem(list, $"has {experiments.Count} experiments; send 1 to 1000"));
        problems.AddRange(experiments.SelectMany((experiment, i) => experiment.Validate($"{list}[{i}]")));
        problems.AddRange(experiments.Select((experiment, i) => (experiment.Name, i)).GroupBy(pair => pair.Name)
            .SelectMany(group => group.Skip(1))
            .Select(pair => new Problem($"{list}[{pair.i}].name", $"\"{pair.Name}\" is used twice; names tell runs apart")));
        problems.AddRange(Teachers.Validate(experiments, list));
        if (search is not null) problems.AddRange(search.Validate($"{path}.search", experiments));
        return problems;
    }

    /// <summary>Rules of how often and on which photos; null is not said.</summary>
    internal static IReadOnlyList<Problem> ValidateDefaults(int? repeats, int? folds, double? validationFraction, string path) =>
        new Check(path)
        .Range("repeats", repeats ?? 1, 1, 100)
        .Range("folds", folds ?? 1, 1, Manifest.MaxFolds)
        .Range("validationFraction", validationFraction ?? 0.2, 0.05, 0.9)
        .Problems;
}
