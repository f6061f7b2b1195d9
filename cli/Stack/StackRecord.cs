using System.Text.Json;
using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Cli.Stack;

/// <summary>Whether another imgc may use the services.</summary>
internal enum StackState
{
    Starting,
    Ready,
    Stopping,
}

/// <summary>One started service.</summary>
internal sealed record ServiceRecord(string Name, int Pid, long StartTime, string Log);

/// <summary>What runs in a state folder, <c>run/stack.json</c>: for another imgc, and for a person who looks.</summary>
internal sealed record StackRecord(
    StackState State, int OwnerPid, long OwnerStartTime, Endpoints Endpoints, IReadOnlyList<ServiceRecord> Services)
{
    private const string FileName = "stack.json";

    /// <returns>Null when nothing is recorded, or the imgc that recorded it is gone.</returns>
    public static StackRecord? Read(StackSettings settings)
    {
        try
        {
            var record = JsonSerializer.Deserialize<StackRecord>(File.ReadAllBytes(PathIn(settings)), CoreJson.Options);
            return record is not null && ProcessTable.IsAlive(record.OwnerPid, record.OwnerStartTime) ? record : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the services are this process's own, and so end with it; those of another imgc, or elsewhere, go on.</summary>
    public static bool IsOurs(StackSettings settings) => Read(settings)?.OwnerPid == Environment.ProcessId;

    public void Write(StackSettings settings)
    {
        string path = PathIn(settings), written = $"{path}.new";
        File.WriteAllBytes(written, JsonSerializer.SerializeToUtf8Bytes(this, CoreJson.Indented));
        File.Move(written, path, overwrite: true);
    }

    public static void Delete(StackSettings settings) => File.Delete(PathIn(settings));

    private static string PathIn(StackSettings settings) => Path.Combine(settings.RunFolder, FileName);
}
