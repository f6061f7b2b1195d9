using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;

namespace Microsoft.Azure.Functions.Worker.Embedded.Timers;

/// <summary>One firing of a timer.</summary>
internal sealed class TimerTriggerInput(TimerInfo timer, DateTime due) : TriggerInput
{
    public override string Reason => $"Timer fired at {due:O}";

    public override ValueTask<object?> ReadAsync(Type type, FunctionContext context)
    {
        if (type == typeof(TimerInfo)) return new(timer);
        string json = JsonSerializer.Serialize(timer);
        return new(type == typeof(string) ? json : JsonSerializer.Deserialize(json, type));
    }
}
