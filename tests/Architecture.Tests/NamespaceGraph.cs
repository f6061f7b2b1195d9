using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;

namespace Architecture.Tests;

/// <summary>Which namespaces of an assembly use which others of it.</summary>
internal sealed class NamespaceGraph
{
    private readonly Dictionary<string, Dictionary<string, string>> _uses = [];

    /// <param name="assembly">Path of the file.</param>
    public NamespaceGraph(string assembly)
    {
        ArchUnitNET.Domain.Architecture architecture = new ArchLoader().LoadAssembly(System.Reflection.Assembly.LoadFrom(assembly)).Build();
        foreach (IType type in architecture.Types.Where(type => Named(type)))
            foreach (IType target in type.GetTypeDependencies(architecture)
                .Where(target => Named(target) && architecture.Types.Contains(target)))
                Add(type, target);
    }

    public IEnumerable<string> Namespaces => _uses.Keys;

    /// <summary>The namespaces that use each other in a circle, with one use for each pair; empty where there is none.</summary>
    public IReadOnlyList<string> Cycles() =>
    [
        .. _uses.SelectMany(from => from.Value.Where(to => Reaches(to.Key, from.Key)).Select(to => $"{from.Key} → {to.Key}: {to.Value}"))
            .Order(StringComparer.Ordinal),
    ];

    private bool Reaches(string from, string to)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out string? at))
        {
            if (at == to) return true;
            if (seen.Add(at) && _uses.TryGetValue(at, out Dictionary<string, string>? next))
                foreach (string name in next.Keys) open.Push(name);
        }
        return false;
    }

    private void Add(IType type, IType target)
    {
        string from = type.Namespace.FullName, to = target.Namespace.FullName;
        if (!_uses.TryGetValue(from, out Dictionary<string, string>? uses)) _uses[from] = uses = [];
        if (from != to) uses.TryAdd(to, $"{type.Name} uses {target.Name}");
    }

    // What the compiler makes of top-level statements has no namespace.
    private static bool Named(IType type) => type.Namespace.FullName.StartsWith("ImageClassifier", StringComparison.Ordinal);
}
