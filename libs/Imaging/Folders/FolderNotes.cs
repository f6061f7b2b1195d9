using ImageClassifier.Contracts.Datasets;

namespace ImageClassifier.Imaging.Folders;

/// <summary>Collects what was left out, so that a thousand files of one kind become one line.</summary>
internal sealed class FolderNotes
{
    private const int ShownNames = 3;

    private readonly List<string> _others = [];
    private readonly List<(string Reason, List<string> Names)> _left = [];

    /// <param name="name">Of a file or folder that is left out.</param>
    /// <param name="reason">What it is, and what to do: <c>is a link that leads nowhere</c>.</param>
    internal void Leave(string name, string reason)
    {
        int at = _left.FindIndex(entry => entry.Reason == reason);
        if (at < 0) _left.Add((reason, [name]));
        else _left[at].Names.Add(name);
    }

    internal void Add(string note) => _others.Add(note);

    internal IReadOnlyList<string> ToList() =>
    [
        .. _others,
        .. _left.Select(entry => entry.Names.Count == 1
            ? $"{LookAlikes.Escape(entry.Names[0])} {entry.Reason}, and is not used"
            : $"{entry.Names.Count} files or folders are not used, because each {entry.Reason}: {Some(entry.Names)}"),
    ];

    internal static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(ShownNames).Select(LookAlikes.Escape))
            + (names.Count > ShownNames ? $" and {names.Count - ShownNames} more" : "");
}
