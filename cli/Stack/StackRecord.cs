using System.Text.Json;
using ImageClassifier.Cli.Stack.Processes;
using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Cli.Stack;

/// <summary>Whether another imgc may use the services.</summary>
internal enum StackState
{
    Starting,
    Ready,
}

/// <summary>One started service.</summary>
internal sealed record ServiceRecord(string Name, int Pid, long StartTime, string Log)
{
    public bool IsAlive => ProcessTable.IsAlive(Pid, StartTime);
}

/// <summary>What runs in a state folder, <c>run/stack.json</c>: for another imgc, and for a person who looks.</summary>
/// <param name="StarterPid">The imgc that started the services; they may outlive it.</param>
internal sealed record StackRecord(StackState State, int StarterPid, Endpoints Endpoints, IReadOnlyList<ServiceRecord> Services)
{
    private const string FileName = "stack.json";

    /// <summary>All services are well and run.</summary>
    public bool IsReady => State == StackState.Ready && Services.Count > 0 && Services.All(service => service.IsAlive);

    /// <returns>Null when nothing is recorded.</returns>
    public static StackRecord? Read(StackSettings settings)
    {
        try
        {
            return JsonSerializer.Deserialize<StackRecord>(File.ReadAllBytes(PathIn(settings)), CoreJson.Options);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // A damaged record is none: whoever starts services next ends what runs for the folder first.
            return null;
        }
    }

    public void Write(StackSettings settings) =>
        StateFile.Write(PathIn(settings), JsonSerializer.SerializeToUtf8Bytes(this, CoreJson.Indented));

    public static void Delete(StackSettings settings)
    {
        if (Directory.Exists(settings.RunFolder)) File.Delete(PathIn(settings));
    }

    private static string PathIn(StackSettings settings) => Path.Combine(settings.RunFolder, FileName);
}
