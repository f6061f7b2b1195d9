using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Embedded.Configuration;

/// <summary>Where the host listens.</summary>
internal static class HttpAddress
{
    private const int DefaultPort = 7071;

    private static readonly Dictionary<string, string> Switches = new() { ["-p"] = "port" };

    /// <summary>
    /// URLs to listen on, parted by semicolons: <c>--port</c>, then FUNCTIONS_HTTP_PORT, ASPNETCORE_URLS (for containers, which must
    /// listen beyond loopback), Host.LocalHttpPort of local.settings.json, and 7071.
    /// </summary>
    public static string Choose(string[] args, IConfiguration configuration, LocalSettings local)
    {
        if (new ConfigurationBuilder().AddCommandLine(args, Switches).Build()["port"] is { } argument)
            return Loopback(Port(argument, "--port"));
        if (configuration["FUNCTIONS_HTTP_PORT"] is { Length: > 0 } setting) return Loopback(Port(setting, "FUNCTIONS_HTTP_PORT"));
        if (configuration["ASPNETCORE_URLS"] is { Length: > 0 } urls) return urls;
        return Loopback(local.LocalHttpPort ?? DefaultPort);
    }

    /// <summary>Fails in plain words where a port cannot be had, before anything else starts.</summary>
    public static void EnsureFree(string urls)
    {
        foreach (string url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            BindingAddress address = BindingAddress.Parse(url);
            if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0) continue;
            IPAddress ip = address.Host == "localhost" ? IPAddress.Loopback
                : IPAddress.TryParse(address.Host, out IPAddress? parsed) ? parsed : IPAddress.Any;
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(ip, address.Port));
                socket.Listen();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw Taken(address.Port);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
            {
                throw new HostStartException($"Port {address.Port} may not be used by this account. Choose one above 1023: {HowToChoose}");
            }
        }
    }

    public static HostStartException Taken(int port) =>
        new($"Port {port} is taken by another program. Stop that program, or choose another port: {HowToChoose}");

    private const string HowToChoose = "--port N, FUNCTIONS_HTTP_PORT=N, or Host.LocalHttpPort in local.settings.json.";

    private static string Loopback(int port) => $"http://127.0.0.1:{port}";

    private static int Port(string text, string source) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65535
            ? port
            : throw new HostStartException($"{source} is \"{text}\"; it must be a port number from 0 to 65535.");
}
