namespace ImageClassifier.Tracking.Store;

/// <summary>Picks the steps at which a chart shows its curves, as MLflow's <c>get-history-bulk-interval</c> does.</summary>
internal static class StepSample
{
    /// <param name="steps">The steps of each run, ascending; a step may be there more than once.</param>
    /// <param name="start">The first step of the interval; without one, 0.</param>
    /// <param name="end">The last step of the interval; without one, the last of all.</param>
    /// <param name="most">About how many steps to pick.</param>
    /// <returns>The steps, ascending: evenly spaced among those that there are, with the first and last of each run in the
    /// interval.</returns>
    public static List<long> Choose(IReadOnlyList<List<long>> steps, long? start, long? end, int most)
    {
        var all = Merge(steps);
        if (all.Count == 0) return [];
        var (first, last) = (start ?? 0, end ?? all[^1]);
        var inside = all.FindAll(step => step >= first && step <= last);
        var chosen = new SortedSet<long>();
        if (inside.Count <= most)
        {
            chosen.UnionWith(inside);
        }
        else
        {
            double interval = (double)inside.Count / most;
            for (int i = 0; i < most; i++) chosen.Add(inside[(int)(i * interval)]);
            chosen.Add(inside[^1]);
        }
        foreach (var run in steps.Where(run => run.Count > 0))
        {
            if (run[0] >= first && run[0] <= last) chosen.Add(run[0]);
            if (run[^1] >= first && run[^1] <= last) chosen.Add(run[^1]);
        }
        return [.. chosen];
    }

    // All steps, ascending, each once. Runs of one study mostly have the same ones.
    private static List<long> Merge(IReadOnlyList<List<long>> steps)
    {
        var all = new List<long>(steps.Sum(run => run.Count));
        foreach (var run in steps) all.AddRange(run);
        all.Sort();
        int kept = 0;
        for (int i = 0; i < all.Count; i++)
        {
            if (i == 0 || all[i] != all[i - 1]) all[kept++] = all[i];
        }
        all.RemoveRange(kept, all.Count - kept);
        return all;
    }
}
