using System.Reflection;

namespace Microsoft.Azure.Functions.Worker.Embedded.Functions;

/// <summary>Finds the types that may hold functions: those of the program and of the libraries it refers to.</summary>
internal static class FunctionAssemblies
{
    private static readonly string Worker = typeof(FunctionAttribute).Assembly.GetName().Name!;

    public static IReadOnlyList<Type> TypesOf(Assembly entry)
    {
        var assemblies = new List<Assembly> { entry };
        var seen = new HashSet<string> { entry.GetName().Name!, Worker };
        for (int i = 0; i < assemblies.Count; i++)
        {
            foreach (AssemblyName name in assemblies[i].GetReferencedAssemblies())
            {
                // An assembly that does not refer to the worker cannot hold a function, nor do the frameworks.
                if (IsFramework(name.Name!) || !seen.Add(name.Name!)) continue;
                Assembly assembly = Assembly.Load(name);
                if (assembly.GetReferencedAssemblies().Any(reference => reference.Name == Worker)) assemblies.Add(assembly);
            }
        }
        return [.. assemblies.SelectMany(assembly => assembly.GetTypes())];
    }

    private static bool IsFramework(string name) =>
        name is "mscorlib" or "netstandard" || name == "System" ||
        name.StartsWith("System.", StringComparison.Ordinal) ||
        name.StartsWith("Microsoft.", StringComparison.Ordinal) ||
        name.StartsWith("Azure.", StringComparison.Ordinal);
}
