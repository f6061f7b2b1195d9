using System.Security.Cryptography;
using System.Text;

namespace ImageClassifier.Hosting.Http;

/// <summary>The keys that requests must carry, by the level of the function, as on Azure.</summary>
/// <param name="Host">Opens functions of the level "function".</param>
/// <param name="Master">Opens everything.</param>
internal sealed record FunctionKeys(string Host, string Master)
{
    public const string HostSetting = "FUNCTIONS_HOST_KEY", MasterSetting = "FUNCTIONS_MASTER_KEY";

    /// <summary>Opens the durable extension's management API, whose addresses carry it. It stays the same as long as the master key
    /// does.</summary>
    public string Durable { get; } = Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Master), "durabletask_extension"u8));

    /// <summary>The keys of the settings; one that is not set is made, and <paramref name="say"/> is told.</summary>
    public static FunctionKeys Read(IConfiguration configuration, Action<string> say)
    {
        return new FunctionKeys(Read(HostSetting, "host"), Read(MasterSetting, "master"));

        string Read(string setting, string name)
        {
            if (configuration[setting] is { Length: > 0 } key) return key;
            key = Encode(RandomNumberGenerator.GetBytes(32));
            say($"The {name} key of this run is {key}; set {setting} to keep one.");
            return key;
        }
    }

    /// <summary>Whether the request carries a key for a function of this level.</summary>
    public bool Allow(string? level, HttpRequest request) => level?.ToLowerInvariant() switch
    {
        "anonymous" => true,
        "admin" => Matches(request, Master),
        _ => Matches(request, Host) || Matches(request, Master),
    };

    /// <summary>Whether the request may manage orchestrations.</summary>
    public bool AllowDurable(HttpRequest request) => Matches(request, Durable) || Matches(request, Master);

    private static bool Matches(HttpRequest request, string key)
    {
        string given = request.Headers.TryGetValue("x-functions-key", out var header) ? header.ToString()
            : request.Query["code"].ToString();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
