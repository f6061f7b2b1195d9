using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;

namespace Microsoft.Azure.Functions.Worker.Embedded.Configuration;

/// <summary>local.settings.json: settings for a developer's machine.</summary>
internal sealed record LocalSettings(IReadOnlyDictionary<string, string?> Values, int? LocalHttpPort)
{
    public const string FileName = "local.settings.json";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads the file of <paramref name="root"/>; no file is no settings.</summary>
    public static LocalSettings Read(string root)
    {
        string path = Path.Combine(root, FileName);
        if (!File.Exists(path)) return new LocalSettings(new Dictionary<string, string?>(), null);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return Read(document.RootElement, path);
        }
        catch (JsonException e)
        {
            throw new HostStartException($"{path} is not JSON: {e.Message}");
        }
    }

    private static LocalSettings Read(JsonElement file, string path)
    {
        if (file.ValueKind != JsonValueKind.Object) throw new HostStartException($"{path}: expected an object with \"Values\".");
        if (file.TryGetProperty("IsEncrypted", out JsonElement encrypted) && encrypted.ValueKind == JsonValueKind.True)
            throw new HostStartException($"{path} is encrypted: run `func settings decrypt`, then start again.");

        var values = new Dictionary<string, string?>();
        if (file.TryGetProperty("Values", out JsonElement section))
        {
            foreach (JsonProperty value in section.EnumerateObject())
            {
                if (value.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                    throw new HostStartException($"{path}: Values.{value.Name} must be a string; write nested names as \"A__B\".");
                values[value.Name] = value.Value.ToString();
            }
        }
        return new LocalSettings(values, Port(file, path));
    }

    private static int? Port(JsonElement file, string path)
    {
        if (!file.TryGetProperty("Host", out JsonElement host) || !host.TryGetProperty("LocalHttpPort", out JsonElement port)) return null;
        return port.ValueKind == JsonValueKind.Number && port.TryGetInt32(out int number) && number is >= 0 and <= 65535
            ? number
            : throw new HostStartException($"{path}: Host.LocalHttpPort is {port}; it must be a port number.");
    }
}
