using System.Text.Json.Nodes;
using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting.App;

/// <summary>Which pages of other origins may call the app: <c>Host.CORS</c> and <c>Host.CORSCredentials</c> of
/// local.settings.json.</summary>
/// <param name="Origins">Such as <c>http://localhost:3000</c>; a single <c>*</c> is every origin.</param>
/// <param name="Credentials">Cookies and the like may be sent along.</param>
internal sealed record CorsSettings(IReadOnlyList<string> Origins, bool Credentials)
{
    /// <summary>Reads the section Host; null where it names no origin.</summary>
    public static CorsSettings? Read(JsonNode? host, string path)
    {
        string[] origins = (host?["CORS"]?.ToString() ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bool credentials = bool.TryParse(host?["CORSCredentials"]?.ToString(), out bool allowed) && allowed;
        if (origins.Length == 0) return null;
        // Browsers refuse the two together, so that a person would look for the fault elsewhere.
        if (credentials && origins.Contains("*"))
            throw new HostException(ExitCode.Usage,
                $"Host.CORS of {path} is * with CORSCredentials; name the origins that may send credentials.");
        return new CorsSettings([.. origins.Select(origin => origin.TrimEnd('/'))], credentials);
    }
}
