using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tracking.Tests.Support;

/// <summary>A request exactly as it is written: HttpClient would tidy the path and the headers before they leave.</summary>
internal static class RawRequest
{
    /// <summary>Sends the bytes and returns all that comes back; empty when the server just hangs up.</summary>
    public static async Task<string> SendAsync(int port, byte[] request)
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        try
        {
            await socket.SendAsync(request, limit.Token);
            return await reader.ReadToEndAsync(limit.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return ""; // refused before all of it was sent
        }
    }

    public static byte[] Bytes(string method, string target, string headers, byte[] body) =>
    [
        .. Encoding.UTF8.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}Content-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];
}
