using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ImageClassifier.Cli.Stack.Processes;

/// <summary>One process as <c>/proc</c> shows it.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Session">Session id: the pid of the service that it belongs to.</param>
/// <param name="StartTime">Clock ticks from boot to its start: with the pid this names a process for good.</param>
internal sealed record ProcessEntry(int Pid, int Session, long StartTime);

/// <summary>Reads <c>/proc</c>: who is alive, and who was started for which state folder.</summary>
internal static class ProcessTable
{
    /// <summary>
    /// Environment variable that services get and hand down to what they start; its value is the full path of the state folder.
    /// It finds a training process even when everything between it and us was killed.
    /// </summary>
    public const string Marker = "IMGC_STACK";

    // Fields of /proc/{pid}/stat after the command's name, counted from the state: see proc_pid_stat(5).
    private const int SessionField = 3;
    private const int StartTimeField = 19;

    public static bool TryGet(int pid, [NotNullWhen(true)] out ProcessEntry? entry)
    {
        entry = null;
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            // The name is in parentheses and may itself hold spaces and parentheses.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] is "Z" or "X") return false;
            entry = new ProcessEntry(pid, Number(fields[SessionField]), long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static bool IsAlive(int pid, long startTime) => TryGet(pid, out ProcessEntry? entry) && entry.StartTime == startTime;

    /// <summary>All processes that were started, directly or not, by a stack with this state folder.</summary>
    public static IReadOnlyList<ProcessEntry> StartedFor(string stateFolder)
    {
        byte[] marker = Encoding.UTF8.GetBytes($"{Marker}={stateFolder}");
        var found = new List<ProcessEntry>();
        foreach (int pid in Pids())
            if (pid != Environment.ProcessId && HasVariable(pid, marker) && TryGet(pid, out ProcessEntry? entry))
                found.Add(entry);
        return found;
    }

    /// <summary>The command line, for a message; at most 100 characters.</summary>
    public static string Describe(int pid)
    {
        string line = Read($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim();
        if (line.Length == 0) line = Read($"/proc/{pid}/comm").Trim();
        return line.Length <= 100 ? line : $"{line[..97]}...";
    }

    internal static IEnumerable<int> Pids() =>
        !Directory.Exists("/proc") ? [] : Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path))
            .Where(name => char.IsAsciiDigit(name[0])).Select(Number);

    private static bool HasVariable(int pid, byte[] variable)
    {
        try
        {
            ReadOnlySpan<byte> rest = File.ReadAllBytes($"/proc/{pid}/environ");
            foreach (Range entry in rest.Split((byte)0))
                if (rest[entry].SequenceEqual(variable)) return true;
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone, or it is somebody else's.
            return false;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
