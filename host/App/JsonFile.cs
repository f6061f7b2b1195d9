using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting.App;

/// <summary>Reads the JSON files of an app's folder.</summary>
internal static class JsonFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The file's content; a file that is missing or not JSON is a <see cref="HostException"/> that names it.</summary>
    public static JsonNode Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), new JsonNodeOptions { PropertyNameCaseInsensitive = true }, Lenient)
                ?? throw new HostException(ExitCode.Usage, $"{path} holds no JSON; build the app again.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new HostException(ExitCode.Usage, $"{path} is missing: give the folder of a built functions app.", e);
        }
        catch (JsonException e)
        {
            throw new HostException(ExitCode.Usage, $"{path} is not JSON: {e.Message}", e);
        }
    }
}
