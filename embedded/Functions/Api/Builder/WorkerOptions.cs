using System.Text.Json;
using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Settings of the worker.</summary>
public class WorkerOptions
{
    /// <summary>Reads JSON parameters and writes JSON results. By default System.Text.Json, property names without case.</summary>
    public ObjectSerializer? Serializer { get; set; } =
        new JsonObjectSerializer(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
}
