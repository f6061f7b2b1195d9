using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Contracts.Tests.Json;

/// <summary>Summaries of doc comments as plain text, from the file that the compiler writes beside an assembly.</summary>
internal sealed partial class XmlDocs(Assembly assembly)
{
    private readonly Dictionary<string, XElement> _members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    /// <returns>Null where there is none.</returns>
    public string? Summary(Type type) => Summary($"T:{type.FullName}");

    /// <inheritdoc cref="Summary(Type)"/>
    public string? Summary(PropertyInfo property) => Summary($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private string? Summary(string id) =>
        _members.GetValueOrDefault(id)?.Element("summary") is { } summary
            ? Space().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim()
            : null;

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement element when element.Attribute("cref") is { } reference => Name(reference.Value),
        XElement element when element.Attribute("langword") is { } word => word.Value,
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>What a document calls it: <c>P:Some.Study.Repeats</c> is <c>repeats</c>.</summary>
    private static string Name(string reference) =>
        reference[(reference.LastIndexOf('.') + 1)..] is var name && reference.StartsWith("P:", StringComparison.Ordinal)
            ? JsonNamingPolicy.CamelCase.ConvertName(name)
            : name;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
