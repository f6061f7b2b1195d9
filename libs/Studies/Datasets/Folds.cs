using ImageClassifier.Contracts.Datasets;

namespace ImageClassifier.Studies.Datasets;

/// <summary>
/// Deals photos out to the folds of a cross-validation: whole groups, so that near-duplicates stay together, and every class
/// evenly (Kohavi 1995: stratified).
/// </summary>
internal static class Folds
{
    /// <param name="photos">Distinct photos.</param>
    /// <param name="groups">The group of each.</param>
    /// <param name="classes">All labels, in order.</param>
    /// <param name="folds">2 or more.</param>
    /// <param name="seed">Decides which photos go together.</param>
    /// <returns>The fold of each group, from 0.</returns>
    /// <remarks>
    /// Rare classes are dealt first, and of a class the large groups: each goes where there are fewest photos of the class so far, of
    /// several such folds to the smallest. A class with as many groups as folds is then in every fold, unless one of its groups had to
    /// go elsewhere with another class.
    /// </remarks>
    public static Dictionary<string, int> Deal(IReadOnlyList<IngestedPhoto> photos, string[] groups, string[] classes, int folds, int seed)
    {
        Dictionary<string, List<string>> labels = photos.Select((photo, i) => (photo.Label, Group: groups[i]))
            .GroupBy(pair => pair.Group).ToDictionary(group => group.Key, group => group.Select(pair => pair.Label).ToList());
        var taken = Enumerable.Range(0, folds).Select(_ => classes.ToDictionary(label => label, _ => 0)).ToArray();
        var result = new Dictionary<string, int>();
        foreach (string label in classes.OrderBy(label => labels.Values.Count(group => group.Contains(label)))
            .ThenBy(label => label, StringComparer.Ordinal))
        {
            var dealt = labels.Where(group => group.Value.Contains(label) && !result.ContainsKey(group.Key))
                .OrderByDescending(group => group.Value.Count).ThenBy(group => SeededOrder.Key(seed, group.Key), StringComparer.Ordinal)
                .ToList();
            foreach ((string group, List<string> members) in dealt)
            {
                int fold = Enumerable.Range(0, folds).OrderBy(k => taken[k][label]).ThenBy(k => taken[k].Values.Sum())
                    .ThenBy(k => SeededOrder.Key(seed, FormattableString.Invariant($"{group}/{k}")), StringComparer.Ordinal).First();
                result[group] = fold;
                foreach (string member in members) taken[fold][member]++;
            }
        }
        return result;
    }
}
