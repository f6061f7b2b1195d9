using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;

namespace Microsoft.Azure.Functions.Worker.Embedded.Blobs;

/// <summary>
/// A blob trigger's path: a container, a slash, and a pattern of the blob's name. <c>{part}</c> matches any run of characters,
/// slashes included, and takes as much as it can: <c>{label}/{name}</c> splits <c>a/b/c.jpg</c> into <c>a/b</c> and <c>c.jpg</c>.
/// Braces of the name itself are doubled.
/// </summary>
internal sealed partial class BlobPathPattern
{
    private readonly Regex regex;
    private readonly string[] parts;

    private BlobPathPattern(string container, string prefix, Regex regex)
    {
        Container = container;
        Prefix = prefix;
        this.regex = regex;
        parts = [.. regex.GetGroupNames().Where(name => name != "0")];
    }

    public string Container { get; }

    /// <summary>What every matching name begins with, so that a listing can leave out the rest.</summary>
    public string Prefix { get; }

    /// <exception cref="HostStartException">The path has no container, or its braces do not pair.</exception>
    public static BlobPathPattern Parse(string path, string functionName)
    {
        int slash = path.IndexOf('/');
        string container = slash < 0 ? path : path[..slash];
        if (!ContainerName().IsMatch(container))
            throw new HostStartException($"Function '{functionName}' has the blob path \"{path}\": \"{container}\" is not a container's name.");
        // A container alone means all of its blobs.
        if (slash < 0) return new BlobPathPattern(container, "", new Regex("^.*$", RegexOptions.CultureInvariant));

        var expression = new StringBuilder("^");
        var literal = new StringBuilder();
        string? prefix = null;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match token in Token().Matches(path[(slash + 1)..]))
        {
            if (token.Groups["name"] is { Success: true } name)
            {
                if (!seen.Add(name.Value)) throw Wrong($"{{{name.Value}}} occurs twice");
                prefix ??= literal.ToString();
                expression.Append($"(?<{name.Value}>.*)");
                continue;
            }
            string text = token.Value switch
            {
                "{{" => "{",
                "}}" => "}",
                "{" or "}" => throw Wrong("its braces do not pair, or hold what is no name"),
                _ => token.Value,
            };
            literal.Append(text);
            expression.Append(Regex.Escape(text));
        }
        return new BlobPathPattern(container, prefix ?? literal.ToString(), new Regex(expression.Append('$').ToString(), RegexOptions.CultureInvariant));

        HostStartException Wrong(string reason) => new($"Function '{functionName}' has the blob path \"{path}\": {reason}.");
    }

    /// <summary>The parts of a blob's name; null where it does not match.</summary>
    public IReadOnlyDictionary<string, string>? Match(string blobName)
    {
        Match match = regex.Match(blobName);
        return match.Success ? parts.ToDictionary(part => part, part => match.Groups[part].Value, StringComparer.OrdinalIgnoreCase) : null;
    }

    /// <summary>The names in braces of a path.</summary>
    public static IEnumerable<string> PartsOf(string path) =>
        Token().Matches(path).Select(token => token.Groups["name"]).Where(name => name.Success).Select(name => name.Value);

    public bool IsMatch(string blobName) => regex.IsMatch(blobName);

    [GeneratedRegex(@"^(\$root|\$web|[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62})$")]
    private static partial Regex ContainerName();

    [GeneratedRegex(@"\{\{|\}\}|\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}|[{}]|[^{}]+")]
    private static partial Regex Token();
}
