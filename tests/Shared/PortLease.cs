using System.Net;
using System.Net.Sockets;

namespace Shared;

/// <summary>
/// A port of the loopback interface that belongs to this process until it is disposed, for a program that cannot choose one itself or that
/// is to come back on the same one. It is never one that the system gives to others: a port that is asked of the system and given up can be
/// taken, for a listener or as the near end of a connection, before the program has it.
/// </summary>
internal sealed class PortLease : IDisposable
{
    // Below what systems give to connections and to those who ask for port 0: from 32768 on Linux, 49152 elsewhere.
    private const int First = 20_000, Last = 32_000;

    // Each port has a file there; who leases the port holds the file's lock, which ends with the process.
    private static readonly string Locks =
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"imageclassifier-ports-{Environment.UserName}")).FullName;

    private readonly FileStream _lock;

    private PortLease(int port, FileStream held) => (Port, _lock) = (port, held);

    public int Port { get; }

    /// <summary>Leases a port that no test process has and nobody listens on.</summary>
    public static PortLease Take()
    {
        // Processes that start together should not all try the same ones.
        int start = Random.Shared.Next(First, Last);
        for (int i = 0; i < Last - First; i++)
        {
            int port = First + ((start - First + i) % (Last - First));
            if (TryLock(port) is not { } held) continue;
            if (IsFree(port)) return new PortLease(port, held);
            held.Dispose();
        }
        throw new InvalidOperationException($"No port from {First} to {Last} is free.");
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream? TryLock(int port)
    {
        try
        {
            return new FileStream(Path.Combine(Locks, $"{port}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
