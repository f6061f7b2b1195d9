using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Cli.Retraining;

/// <summary>
/// The retrain that <c>imgc train</c> asked for last in this state folder, <c>run/retrain.json</c>. When it was interrupted the
/// retrain waits in the durable history; the next <c>imgc train</c> either resumes it or ends it, and never trains beside it. Only who
/// holds the lock of <see cref="TurnLocks.TrainAsync"/> reads or writes it, so the process that wrote it has ended.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Fingerprint">Digest of the request and the photos: equal means the same retrain.</param>
internal sealed record RetrainNote(string Id, string Fingerprint)
{
    private const string FileName = "retrain.json";

    public static string FingerprintOf(JsonObject request, IEnumerable<string> photos)
    {
        string text = string.Join('\n', [request.ToJsonString(CoreJson.Options), .. photos.Order(StringComparer.Ordinal)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    public static RetrainNote? Read(StackSettings settings)
    {
        try
        {
            return JsonSerializer.Deserialize<RetrainNote>(File.ReadAllBytes(PathIn(settings)), CoreJson.Options);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(StackSettings settings) =>
        StateFile.Write(PathIn(settings), JsonSerializer.SerializeToUtf8Bytes(this, CoreJson.Indented));

    private static string PathIn(StackSettings settings) => Path.Combine(settings.RunFolder, FileName);
}
