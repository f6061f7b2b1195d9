using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;

namespace ImageClassifier.Studies.Datasets;

/// <summary>Turns accepted photos into a manifest: removes repeats and contradictions, groups near-duplicates, splits by class.</summary>
public static class ManifestBuilder
{
    /// <summary>With fewer distinct photos in a class, a split leaves too little on one side to learn or to measure anything.</summary>
    public const int MinimumPhotosPerClass = 3;

    private const int FewPhotosPerClass = 20;

    private const int ShownNames = 5;

    /// <summary>Builds the manifest of the given photos, in any order.</summary>
    /// <param name="photos">Accepted uploads; several may have the same pixels.</param>
    /// <param name="validationFraction">In (0, 1); with folds their number decides.</param>
    /// <param name="seed">Decides which photos validate.</param>
    /// <param name="folds">1 for a hold-out split, more for cross-validation.</param>
    public static Manifest Build(IEnumerable<IngestedPhoto> photos, double validationFraction, int seed, int folds = 1)
    {
        (List<IngestedPhoto> distinct, List<string> warnings) = RemoveRepeats(photos);
        string[] groups = NearDuplicates.Group(distinct);
        string[] classes = Classes(distinct);
        warnings.AddRange(LookAlikes.Among(classes).Select(alike => alike.Warning));
        warnings.AddRange(FewPhotos(distinct));
        if (folds == 1)
        {
            Dictionary<string, Split> splits = SplitGroups(distinct, groups, classes, validationFraction, seed);
            Manifest manifest = Assemble(distinct, groups, classes, i => (splits[groups[i]], null), warnings)
                with
            { Seed = seed, ValidationFraction = validationFraction };
            return manifest with
            {
                Warnings =
                [
                    .. warnings,
                    .. OneSided(manifest.Counts, (label, use) =>
                        $"{label} has no photos to {use} with, for its photos look all alike; upload different ones",
                        (classes, use) => $"{classes} no photos to {use} with, for their photos look all alike; upload different ones"),
                ],
            };
        }
        Dictionary<string, int> dealt = Folds.Deal(distinct, groups, classes, folds, seed);
        warnings.AddRange(Told(
            distinct.Select((photo, i) => (photo.Label, Fold: dealt[groups[i]])).GroupBy(pair => pair.Label)
                .Select(same => (Label: same.Key, Found: same.Select(pair => pair.Fold).Distinct().Count()))
                .Where(entry => entry.Found < folds),
            entry =>
                $"{entry.Label} is in {entry.Found} of {folds} folds only, for many of its photos look alike; its numbers come from those",
            entries =>
                $"{entries.Count} classes are not in all {folds} folds, for many of their photos look alike; their numbers come from "
                    + $"fewer: "
                + Some(entries, entry => $"{entry.Label} ({entry.Found})")));
        return Assemble(distinct, groups, classes, i =>
            (dealt[groups[i]] == 0 ? Split.Validation : Split.Train, dealt[groups[i]]), warnings) with
        {
            Seed = seed,
            ValidationFraction = 1.0 / folds,
            Folds = folds,
        };
    }

    /// <summary>Builds a manifest of photos that somebody else has split already.</summary>
    /// <param name="training">To learn from.</param>
    /// <param name="validation">To measure by; a photo that is on both sides stays here only.</param>
    public static Manifest Build(IReadOnlyCollection<IngestedPhoto> training, IReadOnlyCollection<IngestedPhoto> validation)
    {
        (List<IngestedPhoto> distinct, List<string> warnings) = RemoveRepeats([.. training, .. validation]);
        string[] groups = NearDuplicates.Group(distinct);
        HashSet<string> validating = [.. validation.Select(photo => photo.Sha256)];
        warnings.AddRange(LookAlikes.Among(distinct.Select(photo => photo.Label)).Select(alike => alike.Warning));
        warnings.AddRange(FewPhotos(distinct));
        int near = distinct.Select((photo, i) => (Group: groups[i], Validates: validating.Contains(photo.Sha256)))
            .GroupBy(pair => pair.Group)
            .Where(group => group.Any(pair => !pair.Validates)).Sum(group => group.Count(pair => pair.Validates));
        if (near > 0)
            warnings.Add(
                $"{near} validation {(near == 1 ? "photo looks" : "photos look")} nearly like a training photo; the validation accuracy "
                    + $"flatters by them");
        Manifest manifest = Assemble(distinct, groups, Classes(distinct), i =>
            (validating.Contains(distinct[i].Sha256) ? Split.Validation : Split.Train, null), warnings);
        return manifest with
        {
            ValidationFraction = Math.Round((double)manifest.Counts.Sum(count => count.Validation) / Math.Max(1, distinct.Count), 4),
            Warnings =
            [
                .. warnings,
                .. OneSided(manifest.Counts, (label, use) => $"{label} has no photos to {use} with", (classes, use) =>
                    $"{classes} no photos to {use} with"),
            ],
        };
    }

    /// <summary>The classes in natural order, and what a person should know of these photos before they train on them.</summary>
    /// <param name="photos">Accepted uploads.</param>
    public static (IReadOnlyList<ClassSummary> Classes, IReadOnlyList<string> Warnings) Summarize(IReadOnlyCollection<IngestedPhoto> photos)
    {
        (List<IngestedPhoto> distinct, List<string> warnings) = RemoveRepeats(photos);
        ILookup<string, IngestedPhoto> usable = distinct.ToLookup(photo => photo.Label);
        return (
            [.. photos.GroupBy(photo => photo.Label).OrderBy(group => group.Key, NaturalOrder.Comparer)
                .Select(group => new ClassSummary(group.Key, group.Count(), usable[group.Key].Count()))],
            [.. warnings, .. LookAlikes.Among(usable.Select(group => group.Key)).Select(alike => alike.Warning), .. FewPhotos(distinct)]);
    }

    /// <summary>Why these photos cannot be trained on; empty when they can.</summary>
    /// <param name="photos">Accepted uploads.</param>
    /// <param name="path">Where the problems are reported.</param>
    /// <param name="folds">Of the cross-validation; each class must be able to be in every one.</param>
    public static IReadOnlyList<Problem> Validate(IEnumerable<IngestedPhoto> photos, string path = "$.dataset", int folds = 1)
    {
        IngestedPhoto[] all = [.. photos];
        (List<IngestedPhoto> distinct, _) = RemoveRepeats(all);
        List<(string Label, int Photos)> classes = [.. distinct.GroupBy(photo => photo.Label).Select(group => (group.Key, group.Count()))
            .OrderBy(entry => entry.Key, NaturalOrder.Comparer)];
        var problems = new List<Problem>();
        if (classes.Count < 2)
        {
            string found = classes.Count == 0 ? "no usable photos" : $"one class only ({classes[0].Label})";
            problems.Add(new Problem(path, Contradictions(all) is { } why ? $"has {found}, {why}"
                : $"has {found}; upload photos of at least two classes, one folder each"));
        }
        string enough = $"upload at least {MinimumPhotosPerClass}, better {FewPhotosPerClass} or more";
        problems.AddRange(Told(classes.Where(entry => entry.Photos < MinimumPhotosPerClass),
            entry => $"has {entry.Photos} distinct photo{(entry.Photos == 1 ? "" : "s")} of {entry.Label}; {enough}",
            few => $"has fewer than {MinimumPhotosPerClass} distinct photos of each of {few.Count} classes, "
                + $"{Some(few, entry => $"{entry.Label} ({entry.Photos})")}; {enough}")
            .Select(message => new Problem(path, message)));
        if (folds > 1 && problems.Count == 0) problems.AddRange(TooFewGroups(distinct, path, folds));
        return problems;
    }

    /// <summary>What to say where photos are missing because they lie under several labels; null where none does.</summary>
    private static string? Contradictions(IEnumerable<IngestedPhoto> photos)
    {
        List<IGrouping<string, IngestedPhoto>> same =
            [.. photos.GroupBy(photo => photo.Sha256).Where(copies => copies.Select(photo => photo.Label).Distinct().Count() > 1)];
        if (same.Count == 0) return null;
        string example = string.Join(" and ", same[0].Select(photo => photo.Upload).Order(StringComparer.Ordinal).Take(2));
        return $"because {(same.Count == 1 ? "1 photo lies" : $"{same.Count} photos lie")} under several labels, as {example}, and no "
            + $"one can say which is right; delete the wrong ones";
    }

    private static IEnumerable<Problem> TooFewGroups(List<IngestedPhoto> distinct, string path, int folds)
    {
        string[] groups = NearDuplicates.Group(distinct);
        return Told(
            distinct.Select((photo, i) => (photo.Label, Group: groups[i])).GroupBy(pair => pair.Label)
                .Select(same => (Label: same.Key, Photos: same.Count(), Groups: same.Select(pair => pair.Group).Distinct().Count()))
                .Where(entry => entry.Groups < folds),
            entry => $"has {entry.Groups} {(entry.Groups == entry.Photos ? "photos" : $"photos of different looks (of {entry.Photos})")} "
                + $"of {entry.Label}, too few for {folds} folds; upload more, or ask for {Most(entry.Groups)}",
            few => $"has too few photos of different looks for {folds} folds of {few.Count} classes, "
                + $"{Some(few, entry => $"{entry.Label} ({entry.Groups})")}; "
                + $"upload more, or ask for {Most(few.Min(entry => entry.Groups))}")
            .Select(message => new Problem(path, message));

        static string Most(int groups) => $"{Math.Max(1, groups)} {(groups < 2 ? "fold" : "folds")} or fewer";
    }

    private static string[] Classes(IEnumerable<IngestedPhoto> photos) =>
        [.. photos.Select(photo => photo.Label).Distinct().Order(NaturalOrder.Comparer)];

    private static Manifest Assemble(
        List<IngestedPhoto> photos, string[] groups, string[] classes, Func<int, (Split Split, int? Fold)> place,
            IReadOnlyList<string> warnings)
    {
        ManifestItem[] items =
        [
            .. photos.Select((photo, i) => new ManifestItem(
                StorageLayout.DatasetBlob(photo.Label, photo.Sha256), photo.Label, photo.Sha256, place(i).Split, groups[i], photo.Upload,
                    place(i).Fold, photo.PerceptualHash)),
        ];
        return new Manifest
        {
            Seed = 0,
            ValidationFraction = 0,
            Classes = classes,
            Counts =
            [
                .. classes.Select(label => new ClassCount(label,
                    items.Count(item => item.Label == label && item.Split == Split.Train),
                    items.Count(item => item.Label == label && item.Split == Split.Validation))),
            ],
            Warnings = warnings,
            Items = items,
        };
    }

    private static IEnumerable<string> FewPhotos(IEnumerable<IngestedPhoto> distinct) => Told(
        distinct.GroupBy(photo => photo.Label).Select(same => (Label: same.Key, Count: same.Count()))
            .Where(entry => entry.Count < FewPhotosPerClass)
            .OrderBy(entry => entry.Label, NaturalOrder.Comparer),
        entry =>
            $"{entry.Label} has {(entry.Count == 1 ? "1 photo" : $"{entry.Count} photos")}; its numbers will be very uncertain "
                + $"below {FewPhotosPerClass}",
        few => $"{few.Count} classes have fewer than {FewPhotosPerClass} photos, so their numbers will be very "
            + $"uncertain: {Some(few, entry => $"{entry.Label} ({entry.Count})")}");

    private static IEnumerable<string> OneSided(IEnumerable<ClassCount> counts, Func<string, string, string> one,
        Func<string, string, string> many) =>
        counts.Where(count => count.Validation == 0 || count.Train == 0).GroupBy(count => count.Validation == 0)
            .SelectMany(side => Told(side,
            count => one(count.Label, side.Key ? "validate" : "train"),
            counted =>
                many($"{counted.Count} classes have", side.Key ? "validate" : "train") + $": {Some(counted, count => count.Label)}"));

    /// <summary>One line, however many things it is about: a data set of a hundred classes would else fill the screen.</summary>
    private static IEnumerable<string> Told<T>(IEnumerable<T> things, Func<T, string> one, Func<IReadOnlyList<T>, string> many)
    {
        T[] all = [.. things];
        return all.Length switch { 0 => [], 1 => [one(all[0])], _ => [many(all)] };
    }

    private static string Some<T>(IReadOnlyList<T> things, Func<T, string> name, string separator = ", ") =>
        string.Join(separator, things.Take(ShownNames).Select(name))
            + (things.Count > ShownNames ? $" and {things.Count - ShownNames} more" : "");

    /// <summary>One photo for each digest; photos whose pixels are there under several labels are left out, since no label can be
    /// right.</summary>
    private static (List<IngestedPhoto> Distinct, List<string> Warnings) RemoveRepeats(IEnumerable<IngestedPhoto> photos)
    {
        var distinct = new List<IngestedPhoto>();
        List<List<IngestedPhoto>> torn = [], repeated = [];
        foreach (IGrouping<string, IngestedPhoto> same in photos.GroupBy(photo => photo.Sha256)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            List<IngestedPhoto> copies = [.. same.OrderBy(photo => photo.Upload, StringComparer.Ordinal)];
            if (copies.Select(photo => photo.Label).Distinct().Count() > 1)
            {
                torn.Add(copies);
                continue;
            }
            if (copies.Count > 1) repeated.Add(copies);
            distinct.Add(copies[0]);
        }
        List<string> warnings =
        [
            .. Told(torn, copies => $"the same photo lies under different labels and is left out: {Names(copies)}; delete the wrong ones",
                all => $"{all.Count} photos lie under different labels and are left out; delete the wrong ones: {Some(all, Names, "; ")}"),
            .. Told(repeated, copies => $"the same photo was uploaded {copies.Count} times and counts once: {Names(copies)}",
                all => $"{all.Count} photos were uploaded more than once and count once each: {Some(all, Names, "; ")}"),
        ];
        return ([.. distinct.OrderBy(photo => photo.Label, StringComparer.Ordinal).ThenBy(photo => photo.Sha256, StringComparer.Ordinal)],
            warnings);

        static string Names(IEnumerable<IngestedPhoto> copies) => string.Join(", ", copies.Select(photo => photo.Upload));
    }

    /// <summary>
    /// For each class, takes groups in a random order until its share of validation photos is met. A group goes to one side as
    /// a whole, also where it has photos of several classes; every class keeps a photo on each side if its groups allow it.
    /// </summary>
    private static Dictionary<string, Split> SplitGroups(
        List<IngestedPhoto> photos, string[] groups, string[] classes, double fraction, int seed)
    {
        var splits = new Dictionary<string, Split>();
        foreach (string label in classes)
        {
            var sizes = photos.Select((photo, i) => (photo.Label, Group: groups[i])).Where(pair => pair.Label == label)
                .GroupBy(pair => pair.Group).OrderBy(group => SeededOrder.Key(seed, group.Key), StringComparer.Ordinal)
                .Select(group => (Group: group.Key, Size: group.Count())).ToList();
            int total = sizes.Sum(entry => entry.Size);
            int wanted = Math.Clamp((int)Math.Round(total * fraction, MidpointRounding.AwayFromZero), 1, Math.Max(1, total - 1));
            int taken = sizes.Where(entry => splits.GetValueOrDefault(entry.Group, Split.Train) == Split.Validation)
                .Sum(entry => entry.Size);
            foreach ((string group, int size) in sizes.Where(entry => !splits.ContainsKey(entry.Group)))
            {
                bool fits = taken + size <= wanted || (taken == 0 && size < total);
                splits[group] = taken < wanted && fits ? Split.Validation : Split.Train;
                if (splits[group] == Split.Validation) taken += size;
            }
        }
        return splits;
    }
}
