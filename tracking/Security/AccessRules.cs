using System.Net;
using System.Security.Cryptography;
using System.Text;
using ImageClassifier.Tracking.Configuration;

namespace ImageClassifier.Tracking.Security;

/// <summary>Who may ask: under which names of this machine, from which web pages, and with which token or password.</summary>
internal sealed class AccessRules
{
    private readonly bool _loopback;
    private readonly string[] _hosts;
    private readonly HashSet<string> _origins;
    private readonly List<byte[]> _authorizations = [];

    public AccessRules(TrackingOptions options, IPAddress address)
    {
        _loopback = IPAddress.IsLoopback(address);
        _hosts = [.. options.AllowedHosts];
        _origins = new HashSet<string>(options.AllowedOrigins, StringComparer.OrdinalIgnoreCase);
        if (options.Token is { Length: > 0 } token)
        {
            _authorizations.Add(Digest($"Bearer {token}"));

            // A browser can only ask for a name and a password.
            _authorizations.Add(Digest(Basic("token", token)));
        }
        if (options.Username is { Length: > 0 } username && options.Password is { Length: > 0 } password)
            _authorizations.Add(Digest(Basic(username, password)));
    }

    /// <summary>Paths that need no token or password, with all below them.</summary>
    public IReadOnlyList<string> OpenPaths { get; init; } = [];

    /// <summary>Whether requests need a token or a password.</summary>
    public bool NeedsAuthorization => _authorizations.Count > 0;

    public bool IsOpen(PathString path) => OpenPaths.Any(open => path.StartsWithSegments(open, StringComparison.Ordinal));

    /// <summary>
    /// Whether this is a name of this machine. A page of another site can have its own name resolve to this address, and its browser would
    /// then send requests here; but such a name has a dot in it and is no address.
    /// </summary>
    public bool AllowsHost(HostString host)
    {
        string name = host.Host.ToLowerInvariant();
        if (_hosts.Any(allowed => Fits(name, host.Value, allowed))) return true;
        if (_loopback) return name is "localhost" or "127.0.0.1" or "[::1]";
        return name.Length > 0 && (IPAddress.TryParse(name.Trim('[', ']'), out _) || !name.Contains('.', StringComparison.Ordinal));
    }

    /// <summary>Whether the page that sends a change is this server's own, or one that was allowed.</summary>
    public bool AllowsOrigin(string origin, HttpRequest request) =>
        IsListedOrigin(origin) || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether another site's page may also read the answers.</summary>
    public bool IsListedOrigin(string origin) => _origins.Contains(origin);

    public bool Authorizes(string? authorization)
    {
        if (string.IsNullOrEmpty(authorization)) return false;

        // The scheme's name is case-insensitive; what follows is not. All are compared, in constant time.
        int space = authorization.IndexOf(' ', StringComparison.Ordinal);
        string scheme = space < 0 ? authorization : authorization[..space];
        string known = scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase) ? "Bearer"
            : scheme.Equals("basic", StringComparison.OrdinalIgnoreCase) ? "Basic" : scheme;
        byte[] sent = Digest($"{known} {authorization[Math.Max(space, 0)..].Trim()}");
        bool authorized = false;
        foreach (byte[] expected in _authorizations) authorized |= CryptographicOperations.FixedTimeEquals(expected, sent);
        return authorized;
    }

    // "*.example.com" or an exact name, with or without its port.
    private static bool Fits(string name, string? withPort, string allowed) =>
        allowed == "*"
        || (allowed.StartsWith("*.", StringComparison.Ordinal)
            ? name.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
            : name.Equals(allowed, StringComparison.OrdinalIgnoreCase) || allowed.Equals(withPort, StringComparison.OrdinalIgnoreCase));

    private static string Basic(string name, string password) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))}";

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
