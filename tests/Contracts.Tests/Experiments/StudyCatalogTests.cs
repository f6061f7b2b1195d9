using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;

namespace Contracts.Tests.Experiments;

public sealed class StudyCatalogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studies-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Studies_are_the_files_of_the_folder_by_name()
    {
        Write("b.json", """{"name":"b","experiments":[{"name":"x"}]}""");
        Write("a.json", """{"name":"a","experiments":[{"name":"x"},{"name":"y","epochs":3}]}""");

        var catalog = new StudyCatalog(_folder);

        Assert.Equal(["a", "b"], catalog.All().Select(study => study.Name));
        Assert.Equal(3, catalog.Find("a")!.Experiments[1].Epochs);
        Assert.Null(catalog.Find("c"));
    }

    [Fact]
    public void A_folder_that_is_not_there_has_no_studies()
    {
        Assert.Empty(new StudyCatalog(Path.Combine(_folder, "none")).All());
    }

    [Fact]
    public void An_invalid_study_names_its_file_and_every_problem()
    {
        Write("a.json", """{"name":"b","experiments":[{"name":"x","epochs":0},{"name":"x"}]}""");

        InvalidRecordException error = Assert.Throws<InvalidRecordException>(() => new StudyCatalog(_folder).All());

        Assert.Contains("a.json", error.Message);
        Assert.Equal(["$.experiments[0].epochs", "$.experiments[1].name", "$.name"], error.Problems.Select(problem => problem.Path)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_former_name_in_a_study_is_a_warning_of_that_study()
    {
        Write("a.json", """{"name":"a","experiments":[{"name":"x","optimizer":{"accumulateBatches":4}}]}""");
        Write("b.json", """{"name":"b","experiments":[{"name":"x"}]}""");
        List<Problem> warnings = [], others = [];
        var catalog = new StudyCatalog(_folder);

        Assert.Equal(4, catalog.Find("a", warnings)!.Experiments[0].Optimizer.GradientAccumulationSteps);
        catalog.Find("b", others);

        Assert.Equal("$.experiments[0].optimizer.accumulateBatches", Assert.Single(warnings).Path);
        Assert.Empty(others);
    }

    private void Write(string name, string json) => File.WriteAllText(Path.Combine(_folder, name), json);
}
