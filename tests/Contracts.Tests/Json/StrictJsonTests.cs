using System.Text;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Retraining;

namespace Contracts.Tests.Json;

public sealed class StrictJsonTests
{
    [Fact]
    public void A_sound_request_is_read_with_its_defaults()
    {
        (RetrainRequest? request, IReadOnlyList<Problem> problems) = Read("""{"study":"regularization","repeats":2}""");

        Assert.Empty(problems);
        Assert.Equal("regularization", request!.Study);
        Assert.Equal((2, 42, null), (request.Repeats, request.Seed, request.ValidationFraction));
    }

    [Fact]
    public void A_document_may_name_its_schema_and_so_may_an_experiment_in_it()
    {
        (RetrainRequest? request, IReadOnlyList<Problem> problems) = Read(
            """{"$schema":"schema/retrain-request.json","experiments":[{"$schema":"schema/experiment.json","name":"a"}]}""");

        Assert.Empty(problems);
        Assert.Equal("a", Assert.Single(request!.Experiments!).Name);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        (_, IReadOnlyList<Problem> problems) = Read("""
            {"experiments":[{"name":"a","optimizer":{"name":"lion","learningRate":-1},"regularization":{"weightDecy":0.1}}]}
            """);

        Assert.Equal(
        [
            """$.experiments[0].optimizer.learningRate: is -1; it must be greater than 0 and at most 10""",
            """$.experiments[0].optimizer.name: is "lion"; it must be one of "adam", "adamw", "sgd", "rmsprop" """.TrimEnd(),
            """$.experiments[0].regularization.weightDecy: is not a known field; did you mean "weightDecay"?""",
        ], problems.Select(problem => problem.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_missing_required_field_does_not_hide_other_problems()
    {
        (_, IReadOnlyList<Problem> problems) = Read("""{"experiments":[{"epochs":0}]}""");

        Assert.Equal(["$.experiments[0].epochs", "$.experiments[0].name"], problems.Select(problem => problem.Path)
            .Order(StringComparer.Ordinal));
        Assert.Contains(problems, problem => problem.Message == "is missing; it is required");
    }

    [Fact]
    public void An_entry_of_the_wrong_kind_does_not_shift_the_paths_of_the_others()
    {
        (_, IReadOnlyList<Problem> problems) = Read("""{"experiments":["a",null,{"name":"b","epochs":0}]}""");

        Assert.Equal(["$.experiments[0]", "$.experiments[1]", "$.experiments[2].epochs"],
            problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"study":5}""", "$.study: is 5; it must be a string")]
    [InlineData("""{"experiments":{}}""", "$.experiments: is {}; it must be a list")]
    [InlineData("""{"study":"s","seed":1.5}""", "$.seed: is 1.5; it must be a whole number")]
    [InlineData("""{"study":"s","seed":null}""", "$.seed: is null; it must be a whole number")]
    [InlineData("""{"study":"s","seed":99999999999}""", "$.seed: is 99999999999; it must be a whole number")]
    [InlineData("""{"study":"s","validationFraction":"0.2"}""", "$.validationFraction: is \"0.2\"; it must be a number")]
    [InlineData("""{"study":"s","validationFraction":1e999}""", "$.validationFraction: is Infinity; it must be between 0.05 and 0.9")]
    [InlineData("""{"study":"s","experiments":[{"name":"a"}]}""",
        "$.study: send either the name of a study or a list of experiments (or a search)")]
    [InlineData("""{}""", "$.study: send either the name of a study or a list of experiments (or a search)")]
    [InlineData("""{"study":"s","isOver":true}""",
        "$.isOver: is not a known field; the fields here are schemaVersion, study, experiments, search, seed, repeats, folds, "
        + "validationFraction, maxParallelJobs, timeLimitMinutes")]
    [InlineData("""{"study":"s","schemaVersion":2}""", "$.schemaVersion: is 2; this version reads 1")]
    [InlineData("""[]""", "$: must be a JSON object")]
    [InlineData("""null""", "$: must be a JSON object")]
    public void One_mistake_is_one_problem(string json, string expected)
    {
        (_, IReadOnlyList<Problem> problems) = Read(json);

        Assert.Equal([expected], problems.Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"study\":\"a\",\"study\":\"b\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"study\":\"\\ud800\"}")]
    [InlineData("{\"study\":\"a\"} {}")]
    public void What_is_not_JSON_is_one_problem_of_the_document(string json)
    {
        (RetrainRequest? request, IReadOnlyList<Problem> problems) = Read(json);

        Assert.Null(request);
        Problem problem = Assert.Single(problems);
        Assert.Equal("$", problem.Path);
        Assert.StartsWith("is not valid JSON", problem.Message);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        (RetrainRequest? request, IReadOnlyList<Problem> problems) = Read(new string('[', 100_000));

        Assert.Null(request);
        Assert.Equal("$", Assert.Single(problems).Path);
    }

    [Fact]
    public void Null_is_taken_where_the_record_allows_it()
    {
        (RetrainRequest? request, IReadOnlyList<Problem> problems) =
            Read("""{"experiments":[{"name":"a","seed":null,"earlyStopping":null}]}""");

        Assert.Empty(problems);
        Assert.Null(request!.Experiments![0].EarlyStopping);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var experiment = new Experiment
        {
            Name = "größer",
            Optimizer = new OptimizerOptions { Name = OptimizerName.Sgd, Momentum = 0.9, Nesterov = true },
            EarlyStopping = new EarlyStoppingOptions { Metric = StoppingMetric.ValLoss },
        };
        byte[] json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(experiment, CoreJson.Options);

        (Experiment? read, IReadOnlyList<Problem> problems) = StrictJson.Read<Experiment>(json, value => value.Validate());

        Assert.Empty(problems);
        Assert.Equal(experiment, read);
        Assert.Contains("größer", Encoding.UTF8.GetString(json));
    }

    private static (RetrainRequest?, IReadOnlyList<Problem>) Read(string json) =>
        StrictJson.Read<RetrainRequest>(Encoding.UTF8.GetBytes(json), request => request.Validate());
}
