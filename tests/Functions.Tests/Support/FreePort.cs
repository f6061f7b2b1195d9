using System.Net;
using System.Net.Sockets;

namespace Functions.Tests.Support;

/// <summary>Asks the system for a port, for programs that cannot do so themselves.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
