using System.Globalization;

namespace ImageClassifier.Cli.Stack;

/// <summary>
/// Which imgc use the services of a state folder: each holds a lock of its own in <c>run/users/</c>, named after its pid. The kernel lets
/// go of it however the process ends, so nobody who is gone counts, and a pid that is given out again changes nothing.
/// </summary>
internal sealed class ServiceUsers(StackSettings settings) : IDisposable
{
    private const string FolderName = "users";

    private string? _name;
    private FolderLock? _own;

    private string Folder => Path.Combine(settings.RunFolder, FolderName);

    /// <summary>The caller holds the lock of the services, and calls this once.</summary>
    public void Join()
    {
        foreach (string name in Names().Where(name => !IsHeld(name))) File.Delete(Path.Combine(Folder, name));
        // A look of somebody else at just this moment is what can be in the way.
        while (_own is null)
        {
            _name = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Guid.NewGuid():N}");
            _own = FolderLock.TryTake(settings, Path.Combine(FolderName, _name));
        }
    }

    /// <summary>The caller holds the lock of the services.</summary>
    public void Leave()
    {
        Dispose();
        if (_name is not null && Directory.Exists(Folder)) File.Delete(Path.Combine(Folder, _name));
    }

    /// <summary>Pids of the others that live.</summary>
    public IReadOnlyList<int> Others() =>
        [.. Names().Where(name => name != _name && IsHeld(name)).Select(name => int.Parse(name.Split('-')[0], CultureInfo.InvariantCulture))
            .Order()];

    /// <summary>For a message: <c>imgc (pid 812)</c>.</summary>
    public static string Describe(IReadOnlyList<int> users) =>
        $"imgc ({(users.Count == 1 ? "pid" : "pids")} {string.Join(", ", users)})";

    /// <summary>Lets go of the own lock.</summary>
    public void Dispose()
    {
        _own?.Dispose();
        _own = null;
    }

    private IEnumerable<string> Names() => !Directory.Exists(Folder) ? [] : Directory.GetFiles(Folder)
        .Select(path => Path.GetFileName(path)!)
        .Where(name => int.TryParse(name.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out _));

    /// <summary>Looks with a shared lock, so that two that look do not take each other for a user.</summary>
    private bool IsHeld(string name)
    {
        try
        {
            new FileStream(Path.Combine(Folder, name), FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (IOException e)
        {
            return FileFaults.IsHeld(e);
        }
    }
}
