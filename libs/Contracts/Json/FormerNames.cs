using System.Text.Json.Serialization.Metadata;

namespace ImageClassifier.Contracts.Json;

/// <summary>A name that the field had in documents which people wrote; it is read as the field, see <see cref="FormerNames"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormerNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The keys of this object are paths of fields, <c>optimizer.learningRate</c>, in records of a type.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FieldPathsAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}

/// <summary>
/// Reads fields under the names that they had before. Records that programs wrote are read without a word; where a person wrote the
/// document,
/// <see cref="StrictJson"/> warns.
/// </summary>
internal static class FormerNames
{
    /// <summary>A modifier of a type's contract: beside each renamed property one with its former name, which is read and never
    /// written.</summary>
    public static void Accept(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        foreach (JsonPropertyInfo property in type.Properties.ToList())
        {
            if (Of(property) is not { } former) continue;
            JsonPropertyInfo alias = type.CreateJsonPropertyInfo(property.PropertyType, former);
            alias.Set = property.Set;
            type.Properties.Add(alias);
        }
    }

    /// <summary>Whether the property is only there to read a former name.</summary>
    public static bool IsAlias(JsonPropertyInfo property) => property.Get is null;

    /// <summary>The property that had the name before, or null.</summary>
    public static JsonPropertyInfo? Find(JsonTypeInfo type, string former) =>
        type.Properties.FirstOrDefault(property => !IsAlias(property) && Of(property) == former);

    /// <summary>A path of fields, <c>optimizer.learningRate</c>, under the names of today.</summary>
    public static string Today(JsonTypeInfo type, string path)
    {
        var steps = new List<string>();
        JsonTypeInfo? at = type;
        foreach (string step in path.Split('.'))
        {
            JsonPropertyInfo? property = at is null ? null : Find(at, step)
                ?? at.Properties.FirstOrDefault(candidate => candidate.Name == step);
            steps.Add(property?.Name ?? step);
            at = property is null ? null : CoreJson.Options.GetTypeInfo(property.PropertyType);
        }
        return string.Join('.', steps);
    }

    /// <summary>Paths in an object that is keyed by them which have a former name in them, with the paths of today.</summary>
    public static IEnumerable<(string Former, string Today)> InKeys(JsonPropertyInfo property, IEnumerable<string> keys)
    {
        if (Attribute<FieldPathsAttribute>(property) is not { } paths) return [];
        JsonTypeInfo type = CoreJson.Options.GetTypeInfo(paths.Type);
        return keys.Select(key => (key, Today(type, key))).Where(pair => pair.key != pair.Item2);
    }

    private static string? Of(JsonPropertyInfo property) => Attribute<FormerNameAttribute>(property)?.Name;

    private static T? Attribute<T>(JsonPropertyInfo property) where T : Attribute =>
        property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: false).OfType<T>().FirstOrDefault();
}
