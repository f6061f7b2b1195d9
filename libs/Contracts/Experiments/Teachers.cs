namespace ImageClassifier.Contracts.Experiments;

/// <summary>
/// Teachers that are experiments of the same study: <c>"teacher": "experiment:NAME"</c> stands for the job of that experiment with the same
/// repeat and fold, which is trained first.
/// </summary>
public static class Teachers
{
    public const string Prefix = "experiment:";

    /// <returns>The name of the experiment that teaches this one, or null.</returns>
    public static string? Of(Experiment experiment) =>
        experiment.Regularization.Distillation?.Teacher is { } teacher
            && teacher.StartsWith(Prefix, StringComparison.Ordinal) ? teacher[Prefix.Length..] : null;

    /// <summary>The experiment with its teacher named by what it stands for.</summary>
    public static Experiment Resolve(Experiment experiment, string teacher) => experiment with
    {
        Regularization =
            experiment.Regularization with { Distillation = experiment.Regularization.Distillation! with { Teacher = teacher } },
    };

    internal static IEnumerable<Problem> Validate(IReadOnlyList<Experiment> experiments, string path)
    {
        for (int i = 0; i < experiments.Count; i++)
            if (Find(experiments[i], experiments) is { } problem)
                yield return new Problem($"{path}[{i}].regularization.distillation.teacher", problem);
    }

    /// <summary>What is wrong with the teacher, or null.</summary>
    internal static string? Find(Experiment experiment, IReadOnlyList<Experiment> experiments)
    {
        var seen = new HashSet<string> { experiment.Name };
        for (Experiment? at = experiment; at is not null
            && Of(at) is { } name; at = experiments.FirstOrDefault(candidate => candidate.Name == name))
        {
            if (experiments.All(candidate => candidate.Name != name))
                return $"is \"{Prefix}{name}\", and the study has no such experiment; it "
                    + $"has {string.Join(", ", experiments.Select(candidate => candidate.Name))}";
            if (!seen.Add(name)) return $"is \"{Prefix}{name}\", which learns from this experiment itself; somebody must be first";
        }
        return null;
    }
}
