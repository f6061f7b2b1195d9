using System.Text.RegularExpressions;

namespace Tracking.Tests.Recorded;

/// <summary>
/// What each id and time that MLflow's server chose is called by this server: noted where it first appears, and held to from there on.
/// </summary>
internal sealed partial class Correspondence
{
    private readonly Dictionary<string, string> _ids = [];
    private readonly Dictionary<long, long> _times = [];

    /// <summary>A recorded text with this server's ids in place of the recorded ones.</summary>
    public string Ours(string recorded) => _ids.Aggregate(recorded, (text, id) => text.Replace(id.Key, id.Value, StringComparison.Ordinal));

    /// <summary>Whether two texts are the same but for their ids, and each id stands for the same thing as before.</summary>
    public bool Same(string recorded, string ours)
    {
        if (recorded == ours) return true;
        if (Id().Replace(recorded, "") != Id().Replace(ours, "")) return false;
        var (theirs, mine) = (Id().Matches(recorded), Id().Matches(ours));
        return theirs.Count == mine.Count && theirs.Zip(mine).All(pair => Note(_ids, pair.First.Value, pair.Second.Value));
    }

    /// <summary>Whether two numbers are the same, or times of the two servers' own clocks that stand for each other.</summary>
    public bool Same(string name, long recorded, long ours) => recorded == ours || (IsServerTime(name) && Note(_times, recorded, ours));

    private static bool IsServerTime(string name) =>
        name is "creation_time" or "last_update_time" or "last_updated_time" or "creation_timestamp" or "last_updated_timestamp"
            or "creation_timestamp_ms"
            or "last_updated_timestamp_ms";

    private static bool Note<T>(Dictionary<T, T> known, T recorded, T ours)
        where T : notnull
    {
        if (known.TryGetValue(recorded, out var expected)) return expected.Equals(ours);
        known.Add(recorded, ours);
        return true;
    }

    // A run, a dataset, an input; with a letter before it a logged model or an assessment. A trace's id is the client's.
    [GeneratedRegex("(?<![0-9a-z-])(?:m-|a-)?[0-9a-f]{32}(?![0-9a-f])")]
    private static partial Regex Id();
}
