using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Local;

/// <summary>Reads what <c>--study</c> names.</summary>
internal static class StudyFile
{
    /// <param name="reference">
    /// <c>FILE</c>, or <c>NAME</c> of a file in the <c>experiments</c> folder of the current directory or the repository; with
    /// <c>#NAME,NAME</c> only those experiments, and the teachers that they need.
    /// </param>
    /// <param name="warn">Takes what is read and should be changed.</param>
    /// <exception cref="UsageException">There is no such study or experiment, or it is not sound.</exception>
    public static Study Read(string reference, Action<string>? warn = null)
    {
        (string place, string? names) = (reference, null);
        int hash = reference.LastIndexOf('#');
        if (!File.Exists(reference) && hash >= 0) (place, names) = (reference[..hash], reference[(hash + 1)..]);
        string file = Find(place);
        var warnings = new List<Problem>();
        (Study? study, IReadOnlyList<Problem> problems) =
            StrictJson.Read<Study>(File.ReadAllBytes(file), read => read.Validate(), new StudyShorthand(), warnings);
        foreach (Problem warning in warnings) warn?.Invoke($"{file}: {warning}");
        if (problems.Count > 0) throw new UsageException(new InvalidRecordException($"{file} is not sound", problems).Message);
        return names is null ? study! : Take(study!, names.Split(',', StringSplitOptions.TrimEntries), file);
    }

    private static Study Take(Study study, string[] names, string file)
    {
        string[] unknown = [.. names.Where(name => study.Experiments.All(experiment => experiment.Name != name))];
        if (unknown.Length > 0)
            throw new UsageException(
                $"{file} has no experiment \"{unknown[0]}\"; it "
                    + $"has {string.Join(", ", study.Experiments.Select(experiment => experiment.Name))}");
        var wanted = new HashSet<string>(names);
        var open = new Queue<string>(names);
        while (open.TryDequeue(out string? name))
            if (Teachers.Of(study.Experiments.First(experiment => experiment.Name == name)) is { } teacher && wanted.Add(teacher))
                open.Enqueue(teacher);
        return study with { Experiments = [.. study.Experiments.Where(experiment => wanted.Contains(experiment.Name))], Search = null };
    }

    private static string Find(string place)
    {
        if (File.Exists(place)) return place;
        bool isName = place.Length > 0 && !place.Contains(Path.DirectorySeparatorChar)
            && !place.EndsWith(".json", StringComparison.Ordinal);
        string[] candidates = isName ? [.. Folders().Select(folder => Path.Combine(folder, $"{place}.json"))] : [];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new UsageException(isName
                ? $"there is no study {place}; give a JSON file, or one of {string.Join(", ", Names())}"
                : $"there is no file {place}; give the JSON file of a study, or the name of one in experiments/");
    }

    private static IEnumerable<string> Names() => Folders()
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"))
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Folders()
    {
        string here = Path.Combine(Directory.GetCurrentDirectory(), "experiments");
        if (Directory.Exists(here)) yield return here;
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "experiments");
            if (Directory.Exists(folder)) yield return folder;
        }
    }
}
