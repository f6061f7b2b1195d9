using System.Text;
using Functions.Tests.Support;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Contracts;
using ImageClassifier.Functions.Retraining.Planning;

namespace Functions.Tests.Retraining;

[Trait("Tier", "integration")]
public sealed class RetrainValidatorTests(StorageFixture fixture) : IClassFixture<StorageFixture>, IAsyncLifetime
{
    private readonly string _studies = Directory.CreateTempSubdirectory("studies-").FullName;

    public async ValueTask InitializeAsync()
    {
        await fixture.ClearAsync();
        await File.WriteAllTextAsync(Path.Combine(_studies, "regularization.json"),
            """{"name":"regularization","experiments":[{"name":"a"},{"name":"b","epochs":3}]}""");
        await File.WriteAllTextAsync(Path.Combine(_studies, "other.json"), """{"name":"other","experiments":[{"name":"x"}]}""");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_studies, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_unknown_optimizer_a_negative_rate_a_misspelt_field_and_one_class_are_all_listed()
    {
        await fixture.IngestAsync("daisy", 4, firstSeed: 1);

        (RetrainInput? retrain, IReadOnlyList<Problem> problems) = await ValidateAsync("""
            {"experiments":[{"name":"a","optimizer":{"name":"lion","learningRate":-0.1},"erlyStopping":{}}]}
            """);

        Assert.Null(retrain);
        Assert.Equal(
        [
            "$.dataset: has one class only (daisy); upload photos of at least two classes, one folder each",
            """$.experiments[0].erlyStopping: is not a known field; did you mean "earlyStopping"?""",
            "$.experiments[0].optimizer.learningRate: is -0.1; it must be greater than 0 and at most 10",
            """$.experiments[0].optimizer.name: is "lion"; it must be one of "adam", "adamw", "sgd", "rmsprop" """.TrimEnd(),
        ], problems.Select(problem => problem.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("""{"study":"regularization"}""")]
    public async Task A_study_is_written_out_and_the_default_one_needs_no_body(string body)
    {
        await TwoClassesAsync();

        (RetrainInput? retrain, IReadOnlyList<Problem> problems) = await ValidateAsync(body);

        Assert.Empty(problems);
        Assert.Equal("regularization", retrain!.Study);
        Assert.Equal([15, 3], retrain.Experiments.Select(experiment => experiment.Epochs));
    }

    [Fact]
    public async Task A_former_name_in_a_named_study_is_a_warning_of_the_request()
    {
        await TwoClassesAsync();
        const string Study = """{"name":"old","experiments":[{"name":"x","optimizer":{"accumulateBatches":4}}]}""";
        await File.WriteAllTextAsync(Path.Combine(_studies, "old.json"), Study);

        (RetrainInput? retrain, _) = await ValidateAsync("""{"study":"old"}""");

        Assert.Equal(
            "$.study: old: $.experiments[0].optimizer.accumulateBatches: "
            + "is called \"gradientAccumulationSteps\" now; it is read, but rename it",
            Assert.Single(retrain!.Warnings!).ToString());
    }

    [Fact]
    public async Task An_unknown_study_lists_those_that_there_are()
    {
        await TwoClassesAsync();

        (_, IReadOnlyList<Problem> problems) = await ValidateAsync("""{"study":"regularisation"}""");

        Assert.Equal("""$.study: "regularisation" is not a known study; there are: other, regularization""", Assert.Single(problems)
            .ToString());
    }

    [Fact]
    public async Task A_study_that_is_no_text_is_one_problem()
    {
        await TwoClassesAsync();

        (_, IReadOnlyList<Problem> problems) = await ValidateAsync("""{"study":7}""");

        Assert.Equal("$.study: is 7; it must be a string", Assert.Single(problems).ToString());
    }

    [Fact]
    public async Task Too_many_runs_are_refused()
    {
        await TwoClassesAsync();
        string experiments = string.Join(",", Enumerable.Range(0, 30).Select(i => $$"""{"name":"e{{i}}"}"""));

        (_, IReadOnlyList<Problem> problems) = await ValidateAsync($$"""{"repeats":100,"experiments":[{{experiments}}]}""");

        Assert.Equal("$.repeats: makes 3000 runs; at most 2000 are trained at once", Assert.Single(problems).ToString());
    }

    [Fact]
    public async Task Uploads_that_are_still_pending_are_named_where_photos_are_missing()
    {
        await fixture.IngestAsync("daisy", 3, firstSeed: 1);
        await fixture.UploadAsync("rose/1.jpg", TestPhotos.Jpeg(10));

        (_, IReadOnlyList<Problem> problems) = await ValidateAsync("");

        Assert.EndsWith("one folder each; 1 upload is still being processed, so try again in a moment", Assert.Single(problems).Message);
    }

    [Fact]
    public async Task Pending_uploads_do_not_stop_a_retrain_that_can_work()
    {
        await TwoClassesAsync();
        await fixture.UploadAsync("rose/new.jpg", TestPhotos.Jpeg(50));

        Assert.Empty((await ValidateAsync("")).Problems);
    }

    [Fact]
    public async Task A_deleted_class_is_missed_at_once()
    {
        await TwoClassesAsync();
        foreach (string path in (await fixture.ListAsync(StorageLayout.Uploads))
            .Where(path => path.StartsWith("rose/", StringComparison.Ordinal)))
            await fixture.Storage.Blob(StorageLayout.Uploads, path).DeleteAsync();

        Assert.Contains("one class only (daisy)", Assert.Single((await ValidateAsync("")).Problems).Message);
    }

    private async Task TwoClassesAsync()
    {
        await fixture.IngestAsync("daisy", 3, firstSeed: 1);
        await fixture.IngestAsync("rose", 3, firstSeed: 20);
    }

    private Task<(RetrainInput? Retrain, IReadOnlyList<Problem> Problems)> ValidateAsync(string body) =>
        new RetrainValidator(new StudyCatalog(_studies), fixture.Dataset)
            .ValidateAsync(Encoding.UTF8.GetBytes(body), CancellationToken.None);
}
