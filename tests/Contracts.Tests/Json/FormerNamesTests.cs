using System.Text;
using System.Text.Json;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;

namespace Contracts.Tests.Json;

public sealed class FormerNamesTests
{
    [Fact]
    public void AFormerNameIsReadWithAWarning()
    {
        (Experiment? read, IReadOnlyList<Problem> problems, List<Problem> warnings) = Read(
            """{"name":"a","optimizer":{"accumulateBatches":4},"regularization":{"spareBiasesAndNorms":true}}""");

        Assert.Empty(problems);
        Assert.Equal((4, true), (read!.Optimizer.GradientAccumulationSteps, read.Regularization.ExcludeBiasAndNorm));
        Assert.Equal(["$.optimizer.accumulateBatches", "$.regularization.spareBiasesAndNorms"], warnings.Select(warning => warning.Path));
        Assert.Contains("\"gradientAccumulationSteps\"", warnings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TodaysNameIsReadWithoutAWord()
    {
        (Experiment? read, IReadOnlyList<Problem> problems, List<Problem> warnings) =
            Read("""{"name":"a","optimizer":{"gradientAccumulationSteps":4}}""");

        Assert.Equal(4, read!.Optimizer.GradientAccumulationSteps);
        Assert.Empty(problems);
        Assert.Empty(warnings);
    }

    [Fact]
    public void BothNamesAreAnError()
    {
        (_, IReadOnlyList<Problem> problems, _) =
            Read("""{"name":"a","optimizer":{"accumulateBatches":4,"gradientAccumulationSteps":2}}""");

        Problem problem = Assert.Single(problems);
        Assert.Equal("$.optimizer.accumulateBatches", problem.Path);
        Assert.Contains("remove one of them", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongValueUnderAFormerNameIsFoundWhereItStands()
    {
        (_, IReadOnlyList<Problem> problems, _) = Read("""{"name":"a","optimizer":{"accumulateBatches":"four"}}""");

        Assert.Equal("$.optimizer.accumulateBatches", Assert.Single(problems).Path);
    }

    [Fact]
    public void AFormerNameInTheBaseOfAStudyIsSaidOnce()
    {
        const string Json = """
            {"name":"s","base":{"regularization":{"spareBiasesAndNorms":true}},"experiments":[{"name":"a"},{"name":"b","epochs":3}]}
            """;
        var warnings = new List<Problem>();

        (Study? study, IReadOnlyList<Problem> problems) =
            StrictJson.Read<Study>(Encoding.UTF8.GetBytes(Json), read => read.Validate(), new StudyShorthand(), warnings);

        Assert.Empty(problems);
        Assert.All(study!.Experiments, experiment => Assert.True(experiment.Regularization.ExcludeBiasAndNorm));
        Assert.Equal("$.base.regularization.spareBiasesAndNorms", Assert.Single(warnings).Path);
    }

    [Fact]
    public void ASearchDrawsAFieldByItsFormerName()
    {
        var search = new SearchOptions
        {
            Space = new Dictionary<string, SearchDimension>
            {
                ["optimizer.accumulateBatches"] = new() { Values = [JsonSerializer.SerializeToElement(8)] },
            },
            Trials = 1,
        };

        (IReadOnlyList<Experiment> trials, IReadOnlyList<Problem> problems) = SearchSpace.Draw(search, seed: 1);

        Assert.Empty(problems);
        Assert.Equal(8, Assert.Single(trials).Optimizer.GradientAccumulationSteps);
    }

    [Fact]
    public void AFormerNameInASearchSpaceIsReadWithAWarning()
    {
        const string Json = """
            {"name":"s","search":{"trials":1,
             "space":{"optimizer.accumulateBatches":{"values":[8]},"optimizer.learningRate":{"values":[0.1]}}}}
            """;
        var warnings = new List<Problem>();

        (Study? study, IReadOnlyList<Problem> problems) =
            StrictJson.Read<Study>(Encoding.UTF8.GetBytes(Json), read => read.Validate(), new StudyShorthand(), warnings);

        Assert.Empty(problems);
        // The key stays, and with it what is drawn.
        Assert.Contains("optimizer.accumulateBatches", study!.Search!.Space.Keys);
        Problem warning = Assert.Single(warnings);
        Assert.Equal("$.search.space[\"optimizer.accumulateBatches\"]", warning.Path);
        Assert.StartsWith("is called \"optimizer.gradientAccumulationSteps\" now; it is read", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordsThatProgramsWroteAreReadByFormerNamesAndWrittenByTodays()
    {
        Experiment read = JsonSerializer.Deserialize<Experiment>("""{"name":"a","optimizer":{"accumulateBatches":4}}""", CoreJson.Options)!;

        Assert.Equal(4, read.Optimizer.GradientAccumulationSteps);
        string written = JsonSerializer.Serialize(read, CoreJson.Options);
        Assert.Contains("\"gradientAccumulationSteps\":4", written, StringComparison.Ordinal);
        Assert.DoesNotContain("accumulateBatches", written, StringComparison.Ordinal);
    }

    private static (Experiment? Read, IReadOnlyList<Problem> Problems, List<Problem> Warnings) Read(string json)
    {
        var warnings = new List<Problem>();
        (Experiment? read, IReadOnlyList<Problem> problems) =
            StrictJson.Read<Experiment>(Encoding.UTF8.GetBytes(json), value => value.Validate(), shorthand: null, warnings);
        return (read, problems, warnings);
    }
}
