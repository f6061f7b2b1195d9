using System.Text.Json;

namespace Microsoft.DurableTask.Converters;

/// <summary>Stores values as JSON, by default with property names as declared and with public fields.</summary>
public class JsonDataConverter : DataConverter
{
    // Stored payloads outlive the process: changing these options breaks orchestrations in flight.
    static readonly JsonSerializerOptions DefaultOptions = new() { IncludeFields = true };

    readonly JsonSerializerOptions options;

    public JsonDataConverter(JsonSerializerOptions? options = null) => this.options = options ?? DefaultOptions;

    public static JsonDataConverter Default { get; } = new();

    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, options);

    public override object? Deserialize(string? data, Type targetType) =>
        data is null ? null : JsonSerializer.Deserialize(data, targetType, options);
}
