using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ImageClassifier.Cli.Stack.Processes;

/// <summary>Whether a port of the loopback interface is free, and if not, who listens on it.</summary>
internal static class PortProbe
{
    private const string ListenState = "0A";

    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }

    /// <summary>For a message: <c>held by "python3 -m http.server 5000" (pid 812)</c>, or what little is known.</summary>
    public static string Holder(int port) =>
        port < 1024 && IsUnheard(port) ? "reserved for root"
        : Find(port) is { } pid ? $"held by \"{ProcessTable.Describe(pid)}\" (pid {pid})" : "held by another user's process";

    private static bool IsUnheard(int port) => !Inodes(port).Any();

    private static int? Find(int port)
    {
        HashSet<string> sockets = [.. Inodes(port).Select(inode => $"socket:[{inode}]")];
        foreach (int pid in ProcessTable.Pids())
        {
            try
            {
                if (Directory.EnumerateFiles($"/proc/{pid}/fd")
                    .Any(fd => new FileInfo(fd).LinkTarget is { } target && sockets.Contains(target)))
                    return pid;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone, or not ours to look into: try the next.
            }
        }
        return null;
    }

    private static IEnumerable<string> Inodes(int port)
    {
        string suffix = $":{port.ToString("X4", CultureInfo.InvariantCulture)}";
        foreach (string table in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            if (!File.Exists(table)) continue;
            foreach (string line in File.ReadLines(table).Skip(1))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 9 && fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] == ListenState)
                    yield return fields[9];
            }
        }
    }
}
