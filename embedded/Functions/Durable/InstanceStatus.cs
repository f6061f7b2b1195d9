using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker.Embedded.Durable;

/// <summary>An instance in the JSON of the management API.</summary>
internal static class InstanceStatus
{
    public static JsonObject Of(OrchestrationMetadata instance, bool showInput) => new()
    {
        ["name"] = instance.Name,
        ["instanceId"] = instance.InstanceId,
        ["runtimeStatus"] = instance.RuntimeStatus.ToString(),
        ["input"] = showInput ? Json(instance.SerializedInput) : null,
        ["customStatus"] = Json(instance.SerializedCustomStatus),
        ["output"] = instance.FailureDetails is { } failure ? $"{failure.ErrorType}: {failure.ErrorMessage}" : Json(instance.SerializedOutput),
        ["createdTime"] = Time(instance.CreatedAt),
        ["lastUpdatedTime"] = Time(instance.LastUpdatedAt),
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static JsonNode? Json(string? stored)
    {
        if (stored is null) return null;
        try
        {
            return JsonNode.Parse(stored);
        }
        catch (JsonException)
        {
            // A converter of the application's own need not write JSON.
            return stored;
        }
    }
}
