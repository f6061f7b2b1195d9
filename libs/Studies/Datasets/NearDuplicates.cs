using ImageClassifier.Contracts.Datasets;

namespace ImageClassifier.Studies.Datasets;

/// <summary>Finds photos that look nearly alike (a burst, a re-compressed copy), which must not lie on both sides of a split.</summary>
public static class NearDuplicates
{
    /// <summary>Bits of 256 by which two difference hashes of the same scene may differ.</summary>
    private const int MaxDistance = 12;

    /// <summary>Whether two photos with these difference hashes, of 64 hex digits, count as looking nearly alike.</summary>
    public static bool AreNear(string a, string b) => AreNear(PhotoHash.Parse(a), PhotoHash.Parse(b));

    private static bool AreNear(in PhotoHash a, in PhotoHash b) => a.DistanceTo(b) <= MaxDistance;

    /// <returns>For each photo the digest of its group's first photo.</returns>
    public static string[] Group(IReadOnlyList<IngestedPhoto> photos)
    {
        PhotoHash[] hashes = [.. photos.Select(photo => PhotoHash.Parse(photo.PerceptualHash))];
        int[] parent = [.. Enumerable.Range(0, photos.Count)];
        for (int i = 0; i < photos.Count; i++)
            for (int j = i + 1; j < photos.Count; j++)
                if (AreNear(hashes[i], hashes[j])) Union(parent, i, j);
        return [.. photos.Select((_, i) => photos[Root(parent, i)].Sha256)];
    }

    // The lower index becomes the root, so that a group's name does not depend on the order of comparisons.
    private static void Union(int[] parent, int i, int j)
    {
        (int a, int b) = (Root(parent, i), Root(parent, j));
        parent[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    }
}
