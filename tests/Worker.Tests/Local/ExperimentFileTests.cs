using ImageClassifier.Worker.Local;
using ImageClassifier.Worker.Runtime;

namespace Worker.Tests.Local;

public sealed class ExperimentFileTests : IDisposable
{
    private const string Study = """{ "name": "s", "experiments": [ { "name": "one" }, { "name": "two", "epochs": 3 } ] }""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFieldUnderItsFormerNameIsReadAndThePersonIsTold()
    {
        string file = _folder["old.json"];
        File.WriteAllText(file, """{ "name": "old", "optimizer": { "accumulateBatches": 4 } }""");
        var said = new List<string>();

        Assert.Equal(4, Assert.Single(ExperimentFile.Read(file, said.Add)).Optimizer.GradientAccumulationSteps);
        Assert.Equal($"{file}: $.optimizer.accumulateBatches: is called \"gradientAccumulationSteps\" now; it is read, but rename it",
            Assert.Single(said));
    }

    [Fact]
    public void AStudyGivesAllItsExperimentsOrTheNamedOne()
    {
        string file = Write(Study);

        Assert.Equal(["one", "two"], ExperimentFile.Read(file).Select(experiment => experiment.Name));
        Assert.Equal(3, Assert.Single(ExperimentFile.Read(file + "#two")).Epochs);
    }

    [Fact]
    public void AnExperimentIsReadAsItIs() =>
        Assert.Equal("alone", Assert.Single(ExperimentFile.Read(Write("""{ "name": "alone" }"""))).Name);

    [Theory]
    [InlineData("""{ "name": "x", "optimiser": {} }""", "$.optimiser")]
    [InlineData("""{ "name": "x", "optimizer": { "learningRate": -1 } }""", "$.optimizer.learningRate")]
    [InlineData("""{ "name": "s", "experiments": [] }""", "$.experiments")]
    [InlineData("not JSON", "is not valid JSON")]
    public void WhatIsNotSoundIsSaidWithItsPlace(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<UsageException>(() => ExperimentFile.Read(Write(json))).Message);

    [Fact]
    public void AnExperimentThatIsNotThereIsNamedWithThoseThatAre()
    {
        var error = Assert.Throws<UsageException>(() => ExperimentFile.Read(Write(Study) + "#three"));

        Assert.Contains("\"three\"", error.Message);
        Assert.Contains("one, two", error.Message);
    }

    [Fact]
    public void AFileThatIsNotThereIsNamed() =>
        Assert.Contains("nowhere.json", Assert.Throws<UsageException>(() => ExperimentFile.Read(_folder["nowhere.json"])).Message);

    private string Write(string json)
    {
        string file = _folder["file.json"];
        File.WriteAllText(file, json);
        return file;
    }
}
