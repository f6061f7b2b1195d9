using System.Net;
using System.Net.Sockets;

namespace ImageClassifier.Tracking.Webhooks;

/// <summary>
/// Connects to addresses of the public internet only: a webhook must not reach this machine, its network, or a cloud's metadata.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Others =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
                "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "::/96", "::1/128", "64:ff9b::/96",
                "64:ff9b:1::/48",
            "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return !Others.Any(network => network.Contains(address));
    }

    /// <summary>
    /// Opens a connection to an address that was looked at after its name was resolved, so that a name cannot change in between.
    /// </summary>
    /// <exception cref="HttpRequestException">The name has an address that is not public.</exception>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, bool allowPrivate, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        if (!allowPrivate && addresses.FirstOrDefault(address => !Is(address)) is { } other)
            throw new HttpRequestException(
                $"{target.Host} is at {other}, which is not a public address; MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS=true allows it.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
