using ImageClassifier.Core.Json;

namespace ImageClassifier.Core.Experiments;

/// <summary>A named list of experiments that are compared with each other; one file in <c>experiments/</c>.</summary>
public sealed record Study
{
    public int SchemaVersion { get; init; } = Experiment.CurrentSchemaVersion;

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required IReadOnlyList<Experiment> Experiments { get; init; }

    public IReadOnlyList<Problem> Validate(string path = "$") => new Check(path)
        .That(SchemaVersion == Experiment.CurrentSchemaVersion, "schemaVersion", $"is {SchemaVersion}; this version reads {Experiment.CurrentSchemaVersion}")
        .That(Name.Trim().Length is > 0 and <= 100, "name", "must have 1 to 100 characters")
        .Include(ValidateAll(Experiments, $"{path}.experiments"))
        .Problems;

    /// <summary>Rules of a list of experiments: not empty, each sound, no two of the same name.</summary>
    internal static IReadOnlyList<Problem> ValidateAll(IReadOnlyList<Experiment> experiments, string path)
    {
        var problems = new List<Problem>();
        if (experiments.Count is 0 or > 1000)
            problems.Add(new Problem(path, $"has {experiments.Count} experiments; send 1 to 1000"));
        problems.AddRange(experiments.SelectMany((experiment, i) => experiment.Validate($"{path}[{i}]")));
        problems.AddRange(experiments.Select((experiment, i) => (experiment.Name, i)).GroupBy(pair => pair.Name).SelectMany(group => group.Skip(1))
            .Select(pair => new Problem($"{path}[{pair.i}].name", $"\"{pair.Name}\" is used twice; names tell runs apart")));
        return problems;
    }
}

/// <summary>The studies that can be asked for by name: the <c>*.json</c> files of a folder.</summary>
public sealed class StudyCatalog(string folder)
{
    /// <summary>All studies, by name.</summary>
    /// <exception cref="InvalidRecordException">A file is not a sound study, or its name differs from the file's.</exception>
    public IReadOnlyList<Study> All() =>
        !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Load)];

    /// <returns>The study of that name, or null.</returns>
    public Study? Find(string name) => All().FirstOrDefault(study => study.Name == name);

    private static Study Load(string file)
    {
        (Study? study, IReadOnlyList<Problem> problems) = StrictJson.Read<Study>(File.ReadAllBytes(file), study => [.. study.Validate(), .. CheckName(study)]);
        return problems.Count == 0 ? study! : throw new InvalidRecordException($"{file} is not a sound study", problems);

        IEnumerable<Problem> CheckName(Study named)
        {
            if (named.Name != Path.GetFileNameWithoutExtension(file))
                yield return new Problem("$.name", $"is \"{named.Name}\"; it must be the file's name");
        }
    }
}
