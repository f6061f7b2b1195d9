using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>The projects of the product and which of each other they refer to, as their project files say.</summary>
internal static class Projects
{
    public static readonly IReadOnlyList<string> Executables = ["cli", "functions", "host", "tracking", "worker"];

    public static readonly IReadOnlyList<string> Libraries = ["Contracts", "Imaging", "Mlflow", "Storage", "Studies", "Vision"];

    /// <summary>Names of the projects that a project refers to.</summary>
    public static IReadOnlyList<string> References(string project) =>
    [
        .. XDocument.Load(File(project)).Descendants("ProjectReference")
            // What is only built, a tool or a program to start, is no reference.
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The assembly that the build made of a project.</summary>
    public static string Assembly(string project)
    {
        string name = XDocument.Load(File(project)).Descendants("AssemblyName").FirstOrDefault()?.Value ?? Default(project);
        return Repository.Built(Folder(project), $"{name}.dll");
    }

    private static string Default(string project) => Libraries.Contains(project) ? $"ImageClassifier.{project}" : project;

    private static string Folder(string project) => Libraries.Contains(project) ? Path.Combine("libs", project) : project;

    private static string File(string project) => Path.Combine(Repository.Root, Folder(project), $"{project}.csproj");
}
