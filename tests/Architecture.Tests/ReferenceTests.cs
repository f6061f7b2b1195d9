namespace Architecture.Tests;

/// <summary>Which project may refer to which; docs/ARCHITECTURE.md shows it as a picture.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("Contracts")]
    [InlineData("Imaging", "Contracts")]
    [InlineData("Mlflow", "Contracts")]
    [InlineData("Storage", "Contracts")]
    [InlineData("Studies", "Contracts")]
    [InlineData("Vision", "Contracts", "Imaging")]
    [InlineData("cli", "Contracts", "Imaging", "Mlflow", "Storage", "Studies")]
    // Serving runs the champion with libtorch; without Vision once it is an ONNX model.
    [InlineData("functions", "Contracts", "Imaging", "Mlflow", "Storage", "Studies", "Vision")]
    [InlineData("worker", "Contracts", "Imaging", "Mlflow", "Storage", "Studies", "Vision")]
    [InlineData("host")]
    [InlineData("tracking")]
    public void A_project_refers_to_those_below_it_alone(string project, params string[] allowed) =>
        Assert.Empty(Projects.References(project).Except(allowed));

    [Fact]
    public void Every_project_of_the_product_has_its_rule() =>
        Assert.Equal(Projects.Executables.Concat(Projects.Libraries).Order(StringComparer.Ordinal),
            typeof(ReferenceTests).GetMethod(nameof(A_project_refers_to_those_below_it_alone))!.GetCustomAttributes(
                typeof(InlineDataAttribute), inherit: false)
                .Cast<InlineDataAttribute>().Select(rule => (string)rule.Data[0]!).Order(StringComparer.Ordinal));
}
