using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;

namespace Contracts.Tests.Json;

/// <summary>
/// Bounds of a record's numbers, as its own validation states them: each field is given an impossible value, and the message has the range.
/// </summary>
internal static partial class FieldRanges
{
    private const int Impossible = -1_000_000_000;

    /// <summary>The bounds as keywords of JSON Schema; none where the record states no range of the field.</summary>
    /// <param name="field">A number of a record with a method <c>Validate</c>.</param>
    public static JsonObject Of(PropertyInfo field)
    {
        Type record = field.DeclaringType!;
        Type type = Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType;
        MethodInfo? validate = record.GetMethod("Validate", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        if (validate is null || (type != typeof(int) && type != typeof(double))) return [];

        object instance = Activator.CreateInstance(record)!;
        foreach (PropertyInfo property in record.GetProperties().Where(property => property.CanWrite))
        {
            if (property.PropertyType == typeof(string) && property.GetValue(instance) is null) property.SetValue(instance, "x");
            if (property.PropertyType == typeof(IReadOnlyDictionary<string, SearchDimension>))
                property.SetValue(instance, new Dictionary<string, SearchDimension>());
        }
        field.SetValue(instance, Convert.ChangeType(Impossible, type, CultureInfo.InvariantCulture));
        object?[] arguments = [.. validate.GetParameters().Select((_, i) => (object?)(i == 0 ? "$" : Array.Empty<Experiment>()))];
        var problems = (IReadOnlyList<Problem>)validate.Invoke(instance, arguments)!;
        return problems.Where(problem => string.Equals(problem.Path, $"$.{field.Name}", StringComparison.OrdinalIgnoreCase))
            .Select(problem => Bounds(problem.Message)).FirstOrDefault(bounds => bounds.Count > 0) ?? [];
    }

    private static JsonObject Bounds(string message)
    {
        var bounds = new JsonObject();
        if (Range().Match(message) is not { Success: true } range) return bounds;
        bounds[range.Groups["low"].Value is "greater than " ? "exclusiveMinimum" : "minimum"] = Number(range.Groups["least"].Value);
        if (range.Groups["most"].Success)
            bounds[range.Groups["high"].Value is "less than " ? "exclusiveMaximum" : "maximum"] = Number(range.Groups["most"].Value);
        return bounds;
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"it must be (?<low>between |at least |greater than )(?<least>-?[\d.]+)( and (?<high>less than |at most )?(?<most>-?[\d.]+))?$")]
    private static partial Regex Range();
}
