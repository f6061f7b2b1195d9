using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;

namespace Contracts.Tests.Json;

/// <summary>
/// JSON Schema of what people write: fields with their descriptions, defaults, values and ranges. All of it comes from the records. Rules
/// that concern several fields are left to the reader of the document.
/// </summary>
internal static class RecordSchema
{
    private const string ExperimentReference = "#/$defs/experiment";

    private static readonly XmlDocs Docs = new(typeof(Experiment).Assembly);

    /// <summary>Of a document with experiments, which may have a <c>base</c>.</summary>
    public static JsonObject OfStudies(Type record)
    {
        JsonObject schema = Export(record, withBase: true);
        schema["properties"]!["base"] = new JsonObject
        {
            ["description"] = "What the experiments and the search have in common: it is put under each of them. Objects are merged field "
                + "by field, anything else replaces it, null takes it away.",
            ["$ref"] = ExperimentReference,
        };
        JsonObject experiment = Export(typeof(Experiment), withBase: true);
        experiment.Remove("required");
        schema["$defs"] = new JsonObject { ["experiment"] = experiment };
        return Document(schema);
    }

    /// <summary>Of a document that is one experiment.</summary>
    public static JsonObject OfExperiment() => Document(Export(typeof(Experiment), withBase: false));

    private static JsonObject Document(JsonObject schema)
    {
        var document = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema" };
        foreach ((string keyword, JsonNode? value) in schema) document[keyword] = value?.DeepClone();
        ((JsonObject)document["properties"]!).Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        return document;
    }

    /// <param name="root">The record of the whole document.</param>
    /// <param name="withBase">Experiments stand over a base; <c>null</c> then takes away what the base says.</param>
    private static JsonObject Export(Type root, bool withBase) =>
        (JsonObject)CoreJson.Options.GetJsonSchemaAsNode(root, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Transform(context, node, root, withBase),
        });

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node, Type root, bool withBase)
    {
        if (node is not JsonObject schema) return node;
        Type type = context.TypeInfo.Type;
        var property = context.PropertyInfo?.AttributeProvider as PropertyInfo;
        if (type == typeof(Experiment) && root != typeof(Experiment))
        {
            schema = new JsonObject { ["$ref"] = ExperimentReference };
            if (property is null) schema["required"] = new JsonArray("name");
        }
        else if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema["additionalProperties"] = false;
        }

        string? description = (property is null ? null : Docs.Summary(property)) ?? Docs.Summary(Nullable.GetUnderlyingType(type) ?? type);
        if (description is not null) schema.Insert(0, "description", description);
        if (property is null) return schema;
        foreach ((string keyword, JsonNode? bound) in FieldRanges.Of(property)) schema[keyword] = bound?.DeepClone();
        if (!context.PropertyInfo!.IsRequired && Default(property) is { } value) schema["default"] = value;
        if (withBase && !context.PropertyInfo.IsRequired && property.DeclaringType is { } record && IsOfExperiment(record))
            AllowNull(schema);
        return schema;
    }

    private static bool IsOfExperiment(Type record) => record.Namespace == typeof(Experiment).Namespace
        && record != typeof(Study) && record != typeof(SearchOptions) && record != typeof(SearchDimension);

    /// <summary>Of plain values only: those of an object stand at its own fields.</summary>
    private static JsonNode? Default(PropertyInfo property)
    {
        object? value = property.GetValue(Activator.CreateInstance(property.DeclaringType!));
        return value is string or bool or int or double or Enum
            ? JsonSerializer.SerializeToNode(value, value.GetType(), CoreJson.Options)
            : null;
    }

    private static void AllowNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue one) schema["type"] = new JsonArray(one.DeepClone(), "null");
        if (schema["enum"] is JsonArray values && !values.Any(value => value is null)) values.Add((JsonNode?)null);
    }
}
