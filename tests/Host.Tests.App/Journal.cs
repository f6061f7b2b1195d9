using System.Text;

namespace Host.Tests.App;

/// <summary>A file to which functions add a line when they run; tests read it, also after a crash.</summary>
public sealed class Journal(string? path)
{
    private readonly Lock _lock = new();

    public void Add(string line)
    {
        if (path is null) return;
        lock (_lock)
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(Encoding.UTF8.GetBytes($"{line}\n"));
        }
    }
}
