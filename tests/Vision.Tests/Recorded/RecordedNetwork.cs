using System.Text.Json;
using System.Text.Json.Serialization;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;

namespace Vision.Tests;

/// <summary>What torchvision's network of an architecture is and computes from <see cref="Formula"/>'s weights (record.py).</summary>
internal sealed record RecordedNetwork(
    int Arrays, long Parameters, string Names, double[] Logits, double[] TrainLogits, Dictionary<string, double> Gradients,
        double? LastRunningMean)
{
    public const int Classes = 5;

    private static readonly Document All = Read();

    public static TheoryData<Architecture> Architectures =>
        [.. Enum.GetValues<Architecture>().Where(architecture => architecture != Architecture.SmallCnn)];

    public static RecordedNetwork Of(Architecture architecture) => All.Networks[Name(architecture)];

    /// <summary>Standard deviations of what a fresh network of 200 classes begins with.</summary>
    public static Dictionary<string, double> InitialSpread(Architecture architecture) => All.InitialSpread[Name(architecture)];

    /// <summary>As in an experiment, and as torchvision calls it.</summary>
    public static string Name(Architecture architecture) => JsonSerializer.SerializeToElement(architecture, CoreJson.Options).GetString()!;

    private static Document Read()
    {
        using Stream stream = typeof(RecordedNetwork).Assembly.GetManifestResourceStream("networks.json")
            ?? throw new FileNotFoundException("networks.json is no resource of the assembly");
        return JsonSerializer.Deserialize<Document>(stream, new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
        })!;
    }

    private sealed record Document(Dictionary<string, RecordedNetwork> Networks,
        Dictionary<string, Dictionary<string, double>> InitialSpread);
}
