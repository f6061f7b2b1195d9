using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Retraining;
using Json.Schema;

namespace Contracts.Tests.Json;

/// <summary>The files of <c>experiments/schema</c>, by which editors complete and check what a person writes.</summary>
public sealed class SchemaTests
{
    private const string Renew = "RENEW_SCHEMAS";

    private static readonly string Experiments = Path.Combine(Repository.Root, "experiments");

    public static TheoryData<string> Schemas => ["study", "experiment", "retrain-request"];

    public static TheoryData<string> Studies => [.. Directory.GetFiles(Experiments, "*.json").Select(file => Path.GetFileName(file))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_schema_says_what_the_records_say(string name)
    {
        string file = FileOf(name), expected = Make(name).ToJsonString(CoreJson.Indented) + "\n";
        if (Environment.GetEnvironmentVariable(Renew) == "1") File.WriteAllText(file, expected);

        Assert.True(File.Exists(file) && File.ReadAllText(file) == expected,
            $"{file} differs from the records. Renew it: {Renew}=1 ./test Contracts.Tests --filter "
                + $"FullyQualifiedName~{nameof(SchemaTests)}");
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public void A_shipped_study_names_its_schema_and_matches_it(string name)
    {
        string text = File.ReadAllText(Path.Combine(Experiments, name));

        Assert.Equal("schema/study.json", (string?)JsonNode.Parse(text)!["$schema"]);
        Assert.Empty(Mismatches("study", text));
        Assert.NotNull(new StudyCatalog(Experiments).Find(Path.GetFileNameWithoutExtension(name)));
    }

    [Theory]
    [InlineData("""{ "name": "a", "experiments": [{ "name": "x", "optimizer": { "learningrate": 1 } }] }""")] // unknown field
    [InlineData("""{ "name": "a", "experiments": [{ "name": "x", "optimizer": { "learningRate": 0 } }] }""")] // greater than 0
    [InlineData("""{ "name": "a", "experiments": [{ "name": "x", "model": { "dropout": 1 } }] }""")] // less than 1
    [InlineData("""{ "name": "a", "experiments": [{ "name": "x", "epochs": 10001 }] }""")] // at most 10,000
    [InlineData("""{ "name": "a", "experiments": [{ "name": "x", "schedule": { "name": "cosinus" } }] }""")] // no such schedule
    [InlineData("""{ "name": "a", "experiments": [{ "epochs": 3 }] }""")] // no name
    [InlineData("""{ "name": "a", "repeats": "3" }""")] // a string
    public void What_the_strict_reader_refuses_in_one_field_the_schema_refuses_too(string study)
    {
        Assert.NotEmpty(StrictJson.Read<Study>(Encoding.UTF8.GetBytes(study), read => read.Validate(), new StudyShorthand()).Problems);
        Assert.NotEmpty(Mismatches("study", study));
    }

    [Theory]
    [InlineData("study",
        """{ "name": "a", "base": { "earlyStopping": {} }, "experiments": [{ "name": "x", "earlyStopping": null, "model": null }] }""")]
    [InlineData("experiment",
        """{ "$schema": "schema/experiment.json", "name": "x", "epochs": 3, "model": { "architecture": "mobilenet_v2" } }""")]
    [InlineData("retrain-request", """{ "study": "regularization", "repeats": 5, "timeLimitMinutes": 0.5 }""")]
    [InlineData("retrain-request", """{ "search": { "space": { "optimizer.learningRate": { "min": 0.1, "max": 1, "log": true } } } }""")]
    public void What_may_be_written_matches(string schema, string document) => Assert.Empty(Mismatches(schema, document));

    private static string FileOf(string name) => Path.Combine(Experiments, "schema", $"{name}.json");

    private static JsonObject Make(string name) => name switch
    {
        "study" => RecordSchema.OfStudies(typeof(Study)),
        "retrain-request" => RecordSchema.OfStudies(typeof(RetrainRequest)),
        "experiment" => RecordSchema.OfExperiment(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "is no schema"),
    };

    private static string[] Mismatches(string schema, string document)
    {
        using JsonDocument json = JsonDocument.Parse(document);
        EvaluationResults results = JsonSchema.FromText(Make(schema).ToJsonString())
            .Evaluate(json.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (results.IsValid) return [];
        return [.. (results.Details ?? []).Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))
            .DefaultIfEmpty("does not match")];
    }
}
