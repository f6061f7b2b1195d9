using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Contracts.Experiments;

/// <summary>The studies that can be asked for by name: the <c>*.json</c> files of a folder.</summary>
public sealed class StudyCatalog(string folder)
{
    /// <summary>All studies, by name.</summary>
    /// <exception cref="InvalidRecordException">A file is not a valid study, or its name differs from the file's.</exception>
    public IReadOnlyList<Study> All() => [.. Load().Select(loaded => loaded.Study)];

    /// <param name="name">Of the study.</param>
    /// <param name="warnings">Gets what its file has and should not have any more: fields under former names.</param>
    /// <returns>The study of that name, or null.</returns>
    /// <exception cref="InvalidRecordException">As for all studies.</exception>
    public Study? Find(string name, ICollection<Problem>? warnings = null)
    {
        (Study? study, IReadOnlyList<Problem> found) = Load().FirstOrDefault(loaded => loaded.Study.Name == name);
        foreach (Problem warning in found ?? []) warnings?.Add(warning);
        return study;
    }

    private List<(Study Study, IReadOnlyList<Problem> Warnings)> Load() =>
        !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Load)];

    private static (Study Study, IReadOnlyList<Problem> Warnings) Load(string file)
    {
        var warnings = new List<Problem>();
        (Study? study, IReadOnlyList<Problem> problems) = StrictJson.Read<Study>(
            File.ReadAllBytes(file), study => [.. study.Validate(), .. CheckName(study)], new StudyShorthand(), warnings);
        return problems.Count == 0 ? (study!, warnings) : throw new InvalidRecordException($"{file} is not a valid study", problems);

        IEnumerable<Problem> CheckName(Study named)
        {
            if (named.Name != Path.GetFileNameWithoutExtension(file))
                yield return new Problem("$.name", $"is \"{named.Name}\"; it must be the file's name");
        }
    }
}
