using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Contracts.Experiments;

/// <summary>The studies that can be asked for by name: the <c>*.json</c> files of a folder.</summary>
public sealed class StudyCatalog(string folder)
{
    /// <summary>All studies, by name.</summary>
    /// <exception cref="InvalidRecordException">A file is not a valid study, or its name differs from the file's.</exception>
    public IReadOnlyList<Study> All() =>
        !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Load)];

    /// <returns>The study of that name, or null.</returns>
    public Study? Find(string name) => All().FirstOrDefault(study => study.Name == name);

    private static Study Load(string file)
    {
        (Study? study, IReadOnlyList<Problem> problems) = StrictJson.Read<Study>(
            File.ReadAllBytes(file), study => [.. study.Validate(), .. CheckName(study)], new StudyShorthand());
        return problems.Count == 0 ? study! : throw new InvalidRecordException($"{file} is not a valid study", problems);

        IEnumerable<Problem> CheckName(Study named)
        {
            if (named.Name != Path.GetFileNameWithoutExtension(file))
                yield return new Problem("$.name", $"is \"{named.Name}\"; it must be the file's name");
        }
    }
}
