using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting.App;

/// <summary>What <c>local.settings.json</c> says: settings that stand in for the environment, the HTTP port, and who may call from a
/// browser.</summary>
internal sealed record LocalSettings(IReadOnlyDictionary<string, string> Values, int? Port, CorsSettings? Cors)
{
    private static readonly LocalSettings None = new(new Dictionary<string, string>(), null, null);

    /// <summary>Reads the file; one that is missing says nothing.</summary>
    public static LocalSettings Read(string path)
    {
        if (!File.Exists(path)) return None;
        JsonNode file = JsonFile.Read(path);
        if (file["IsEncrypted"] is JsonValue encrypted && encrypted.GetValueKind() == JsonValueKind.True)
            throw new HostException(ExitCode.Usage, $"{path} is encrypted; run `func settings decrypt` in its folder.");
        var values = new Dictionary<string, string>();
        foreach ((string name, JsonNode? value) in file[nameof(Values)]?.AsObject() ?? [])
        {
            if (value is not JsonValue)
                throw new HostException(ExitCode.Usage,
                    $"Values.{name} of {path} is {value?.ToJsonString() ?? "null"}; it must be a string.");
            values[name] = value.ToString();
        }
        return new LocalSettings(values, ReadPort(file, path), CorsSettings.Read(file["Host"], path));
    }

    private static int? ReadPort(JsonNode file, string path)
    {
        if (file["Host"]?["LocalHttpPort"] is not { } port) return null;
        return int.TryParse(port.ToString(), out int number) && number is >= 0 and <= 65535
            ? number
            : throw new HostException(ExitCode.Usage, $"Host.LocalHttpPort of {path} is {port}; it must be a number from 0 to 65535.");
    }
}
