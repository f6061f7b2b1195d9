using System.Net;
using System.Net.Sockets;
using ImageClassifier.Cli.Stack.Processes;

namespace Cli.Tests.Stack;

public sealed class PortProbeTests
{
    [Fact]
    public void A_taken_port_is_told_with_the_process_that_holds_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.False(PortProbe.IsFree(port));
        Assert.Contains($"(pid {Environment.ProcessId})", PortProbe.Holder(port));
        listener.Stop();
        Assert.True(PortProbe.IsFree(port));
    }
}
