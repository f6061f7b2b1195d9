namespace Architecture.Tests;

/// <summary>The features of a program, one namespace each, form no cycle.</summary>
public sealed class NamespaceTests
{
    public static TheoryData<string> All => [.. Projects.Executables, .. Projects.Libraries];

    [Theory]
    [MemberData(nameof(All))]
    public void No_two_features_of_a_project_use_each_other(string project)
    {
        var graph = new NamespaceGraph(Projects.Assembly(project));

        Assert.NotEmpty(graph.Namespaces);
        IReadOnlyList<string> cycles = graph.Cycles();
        Assert.True(cycles.Count == 0, string.Join('\n', cycles));
    }
}
