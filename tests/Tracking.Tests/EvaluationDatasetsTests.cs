using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tracking.Tests.Support;

namespace Tracking.Tests;

[Trait("Tier", "integration")]
public sealed class EvaluationDatasetsTests(LocalServer server) : IClassFixture<LocalServer>
{
    private const string Datasets = "/api/3.0/mlflow/datasets";

    [Fact]
    public async Task A_new_data_set_has_its_tags_and_experiments_and_no_records()
    {
        string experiment = (await server.NewRunAsync()).ExperimentId;

        var created = await CreateAsync("golden", """{"mlflow.user": "anna", "stage": 1}""", experiment);

        string id = Text(created, "dataset_id");
        Assert.StartsWith("d-", id);
        Assert.Equal(
            ("golden", """{"mlflow.user": "anna", "stage": "1"}""", "anna", "anna"),
            (Text(created, "name"), Text(created, "tags"), Text(created, "created_by"), Text(created, "last_updated_by")));
        Assert.Matches("^[0-9a-f]{8}$", Text(created, "digest"));
        Assert.Equal(experiment, created.GetProperty("experiment_ids")[0].GetString());
        Assert.False(created.TryGetProperty("schema", out _));
        Assert.Equal(Text(created, "tags"), Text(await GetAsync(id), "tags"));
        Assert.Empty((await RecordsAsync(id)).Records);
    }

    [Fact]
    public async Task Records_with_the_same_inputs_are_one_whatever_the_order_of_their_fields()
    {
        string id = Text(await CreateAsync("records"), "dataset_id");

        var first = await UpsertAsync(id, """
            [{"inputs": {"a": 1, "b": {"x": "é", "y": 2.5}}, "outputs": "yes", "expectations": {"label": "daisy"}},
             {"inputs": {"a": 2}, "source": {"source_type": "TRACE", "source_data": {"trace_id": "tr-1"}}, "tags": {"mlflow.user": "anna"}}]
            """);
        var second = await UpsertAsync(id, """
            [{"inputs": {"b": {"y": 2.5, "x": "é"}, "a": 1}, "outputs": {"label": "tulip"}, "expectations": {"score": 0.5},
              "tags": {"k": "v"}}]
            """);

        Assert.Equal((2, 0), first);
        Assert.Equal((0, 1), second);
        var records = (await RecordsAsync(id)).Records;
        var changed = records.Single(record => record.GetProperty("inputs").GetProperty("a").GetInt32() == 1);
        Assert.Equal("""{"label": "tulip"}""", changed.GetProperty("outputs").GetRawText());
        Assert.Equal("""{"label": "daisy", "score": 0.5}""", changed.GetProperty("expectations").GetRawText());
        Assert.Equal("""{"k": "v"}""", changed.GetProperty("tags").GetRawText());
        var traced = records.Single(record => record.GetProperty("inputs").GetProperty("a").GetInt32() == 2);
        Assert.Equal(("TRACE", "tr-1", "anna"),
            (Text(traced, "source_type"), Text(traced, "source_id"), Text(traced, "created_by")));
        Assert.Equal("{}", traced.GetProperty("outputs").GetRawText());
    }

    [Fact]
    public async Task Records_change_the_schema_the_profile_and_the_digest()
    {
        var created = await CreateAsync("schema");
        string id = Text(created, "dataset_id");

        await UpsertAsync(id, """
            [{"inputs": {"i": 1, "f": 1.5, "s": "x", "b": true, "n": null, "l": [], "o": {}}, "outputs": 3, "expectations": {"e": "x"}},
             {"inputs": {"i": "later", "z": 1}}]
            """);

        var dataset = await GetAsync(id);
        Assert.Equal(
            """{"inputs": {"i": "integer", "f": "float", "s": "string", "b": "boolean", "n": "null", "l": "array", "o": "object","""
            + """ "z": "integer"}, "outputs": "integer", "expectations": {"e": "string"}, "version": "1.0"}""",
            Text(dataset, "schema"));
        Assert.Equal("""{"num_records": 2}""", Text(dataset, "profile"));
    }

    // As MLflow's store writes them: JSON's null for what is not there, outputs in an object, the hash of the inputs with sorted names.
    [Fact]
    public async Task Rows_are_those_that_mlflow_writes()
    {
        string id = Text(await CreateAsync("rows"), "dataset_id");
        await UpsertAsync(id, """[{"inputs": {"b": "é", "a": [1, 2]}, "outputs": "yes"}]""");

        Assert.Equal(
            """{"b": "\u00e9", "a": [1, 2]}|{"mlflow_wrapped": "yes"}|null|{}|null|"""
            + "7eea6037ab16601e579e26173ad66413883de774bb027bcc7cce73adcc855797",
            Value($"""
                SELECT inputs || '|' || outputs || '|' || expectations || '|' || tags || '|' || source || '|' || input_hash
                FROM evaluation_dataset_records WHERE dataset_id = '{id}'
                """));
    }

    [Fact]
    public async Task Records_come_in_pages_and_are_deleted()
    {
        string id = Text(await CreateAsync("pages"), "dataset_id");
        await UpsertAsync(id, $"[{string.Join(',', Enumerable.Range(0, 5).Select(i => $$$"""{"inputs": {"i": {{{i}}}}}"""))}]");

        var ids = new List<string>();
        for (string? token = ""; token is not null;)
        {
            var (records, next) = await RecordsAsync(id, $"?max_results=2&page_token={Uri.EscapeDataString(token)}");
            ids.AddRange(records.Select(record => Text(record, "dataset_record_id")));
            token = next;
        }
        Assert.Equal(5, ids.Distinct().Count());

        var deleted = await server.SendAsync(
            HttpMethod.Delete, $"{Datasets}/{id}/records", new { dataset_record_ids = new[] { ids[0], ids[1], "dr-none" } });

        Assert.Equal(2, deleted.GetProperty("deleted_count").GetInt32());
        Assert.Equal(ids.Skip(2), (await RecordsAsync(id)).Records.Select(record => Text(record, "dataset_record_id")));
        Assert.Equal("""{"num_records": 3}""", Text(await GetAsync(id), "profile"));
    }

    [Fact]
    public async Task Data_sets_are_found_by_experiment_name_user_and_tag()
    {
        var (one, other) = ((await server.NewRunAsync()).ExperimentId, (await server.NewRunAsync()).ExperimentId);
        string first = Text(await CreateAsync("search-a", """{"mlflow.user": "anna", "team": "red"}""", one), "dataset_id");
        string second = Text(await CreateAsync("search-b", """{"mlflow.user": "ben"}""", one, other), "dataset_id");

        Assert.Equal([first], await FindAsync(one, "name = 'search-a'"));
        Assert.Equal([second], await FindAsync(one, "created_by LIKE 'b%'"));
        Assert.Equal([first], await FindAsync(one, "tags.team = 'red' AND created_time > 0"));
        Assert.Equal([second], await FindAsync(other, null));
        Assert.Equal([first, second], await FindAsync(one, null, "name ASC"));
        Assert.Equal([second, first], await FindAsync(one, null, "name DESC"));
        Assert.Empty(await FindAsync("987654", null));
        var page = await server.SendAsync(
            HttpMethod.Post, $"{Datasets}/search", new { experiment_ids = new[] { one }, max_results = 1, order_by = new[] { "name" } });
        var rest = await server.SendAsync(HttpMethod.Post, $"{Datasets}/search", new
        {
            experiment_ids = new[] { one },
            max_results = 1,
            order_by = new[] { "name" },
            page_token = Text(page, "next_page_token"),
        });
        Assert.Equal(second, Text(rest.GetProperty("datasets")[0], "dataset_id"));
        Assert.False(rest.TryGetProperty("next_page_token", out _));
    }

    [Fact]
    public async Task Tags_are_set_and_deleted()
    {
        string id = Text(await CreateAsync("tags", """{"a": "1", "b": "2"}"""), "dataset_id");

        await server.SendAsync(HttpMethod.Patch, $"{Datasets}/{id}/tags", new { tags = """{"b": true, "c": "3", "d": null}""" });
        await server.SendAsync(HttpMethod.Delete, $"{Datasets}/{id}/tags/a", null);
        await server.SendAsync(HttpMethod.Delete, $"{Datasets}/{id}/tags/a", null);

        Assert.Equal("""{"b": "True", "c": "3"}""", Text(await GetAsync(id), "tags"));
        await server.SendAsync(HttpMethod.Patch, $"{Datasets}/d-none/tags", new { tags = "{}" }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Experiments_are_added_and_removed()
    {
        string experiment = (await server.NewRunAsync()).ExperimentId;
        string id = Text(await CreateAsync("experiments"), "dataset_id");

        for (int times = 0; times < 2; times++) await ChangeAsync("add-experiments", id, experiment);
        Assert.Equal([experiment], await ExperimentsAsync(id));
        await ChangeAsync("add-experiments", id, "987654", HttpStatusCode.NotFound);
        await ChangeAsync("remove-experiments", id, experiment);
        await ChangeAsync("remove-experiments", id, experiment);

        Assert.Empty(await ExperimentsAsync(id));
        await ChangeAsync("add-experiments", "d-none", experiment, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_deleted_data_set_is_gone_with_all_that_belongs_to_it()
    {
        string experiment = (await server.NewRunAsync()).ExperimentId;
        string id = Text(await CreateAsync("gone", """{"a": "1"}""", experiment), "dataset_id");
        await UpsertAsync(id, """[{"inputs": {"a": 1}}]""");

        for (int times = 0; times < 2; times++) await server.SendAsync(HttpMethod.Delete, $"{Datasets}/{id}", null);

        await server.SendAsync(HttpMethod.Get, $"{Datasets}/{id}", null, HttpStatusCode.NotFound);
        await server.SendAsync(HttpMethod.Get, $"{Datasets}/{id}/records", null, HttpStatusCode.NotFound);
        await server.SendAsync(HttpMethod.Post, $"{Datasets}/{id}/records", new { records = "[]" }, HttpStatusCode.NotFound);
        Assert.Empty(await FindAsync(experiment, null));
        Assert.Equal("0", Value($"""
            SELECT (SELECT count(*) FROM evaluation_dataset_records WHERE dataset_id = '{id}')
            + (SELECT count(*) FROM evaluation_dataset_tags WHERE dataset_id = '{id}')
            + (SELECT count(*) FROM entity_associations WHERE source_id = '{id}')
            """));
    }

    [Theory]
    [InlineData("", "records")]
    [InlineData("{", "records")]
    [InlineData("{}", "records")]
    [InlineData("[1]", "records")]
    [InlineData("[{}]", "inputs")]
    [InlineData("""[{"inputs": null}]""", "inputs")]
    [InlineData("""[{"inputs": [1]}]""", "inputs")]
    [InlineData("""[{"inputs": {"a": 1, "a": 2}}]""", "records")]
    [InlineData("""[{"inputs": {"a": "\ud800"}}]""", "records")]
    [InlineData("""[{"inputs": {"\ud800": 1}}]""", "records")]
    [InlineData("""[{"inputs": {"a": NaN}}]""", "records")]
    [InlineData("""[{"inputs": {}, "tags": "x"}]""", "tags")]
    [InlineData("""[{"inputs": {}, "expectations": 1}]""", "expectations")]
    [InlineData("""[{"inputs": {}, "source": {"source_type": "GUESS"}}]""", "source type")]
    [InlineData("""[{"inputs": {}, "source": {"source_type": "TRACE", "source_data": 1}}]""", "source_data")]
    public async Task Records_that_are_none_are_refused_and_change_nothing(string records, string named)
    {
        string id = Text(await CreateAsync("hostile"), "dataset_id");
        string valid = records.StartsWith("[{", StringComparison.Ordinal) ? """[{"inputs": {"good": 1}}, """ + records[1..] : records;

        var (code, message) = await server.RefusedAsync($"{Datasets}/{id}/records", new { records = valid });

        Assert.Equal("INVALID_PARAMETER_VALUE", code);
        Assert.Contains(named, message);
        Assert.Empty((await RecordsAsync(id)).Records);
    }

    [Fact]
    public async Task Deeply_nested_records_are_refused()
    {
        string id = Text(await CreateAsync("deep"), "dataset_id");
        string records = """[{"inputs": {"a": """ + new string('[', 5000) + new string(']', 5000) + "}}]";

        Assert.Equal("INVALID_PARAMETER_VALUE", (await server.RefusedAsync($"{Datasets}/{id}/records", new { records })).Code);
    }

    [Theory]
    [InlineData("create", """{"tags": "{}"}""")]
    [InlineData("create", """{"name": 1}""")]
    [InlineData("create", """{"name": "x", "tags": {}}""")]
    [InlineData("create", """{"name": "x", "tags": "[]"}""")]
    [InlineData("create", """{"name": "x", "tags": "{\"a\": []}"}""")]
    [InlineData("create", """{"name": "x", "tags": "{\"\": \"a\"}"}""")]
    [InlineData("create", """{"name": "x", "experiment_ids": "1"}""")]
    [InlineData("search", """{"filter_string": "name = 'x' OR 1 = 1"}""")]
    [InlineData("search", """{"filter_string": "digest = 'x'"}""")]
    [InlineData("search", """{"filter_string": "metrics.x > 1"}""")]
    [InlineData("search", """{"order_by": ["tags.x"]}""")]
    [InlineData("search", """{"order_by": ["name; DROP TABLE runs"]}""")]
    [InlineData("search", """{"max_results": 1001}""")]
    [InlineData("search", """{"page_token": "abc"}""")]
    public async Task Requests_that_are_none_are_refused(string endpoint, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        Assert.Equal("INVALID_PARAMETER_VALUE", (await server.RefusedAsync($"{Datasets}/{endpoint}", content)).Code);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("YWJj")]
    [InlineData("Ojo6")]
    public async Task A_page_of_records_that_is_none_is_refused(string token)
    {
        string id = Text(await CreateAsync("token"), "dataset_id");

        await server.SendAsync(HttpMethod.Get, $"{Datasets}/{id}/records?page_token={token}", null, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Names_and_tags_that_are_too_long_are_refused()
    {
        foreach (object body in new object[]
        {
            new { name = new string('n', 256) },
            new { name = "n", tags = JsonSerializer.Serialize(new Dictionary<string, string> { [new string('k', 256)] = "v" }) },
            new { name = "n", tags = JsonSerializer.Serialize(new Dictionary<string, string> { ["k"] = new('v', 5001) }) },
        })
        {
            Assert.Contains("exceeded length limit", (await server.RefusedAsync($"{Datasets}/create", body)).Message);
        }
    }

    private async Task<JsonElement> CreateAsync(string name, string? tags = null, params string[] experiments) =>
        (await server.SendAsync(HttpMethod.Post, $"{Datasets}/create", new { name, tags, experiment_ids = experiments }))
            .GetProperty("dataset");

    private async Task<JsonElement> GetAsync(string id) =>
        (await server.SendAsync(HttpMethod.Get, $"{Datasets}/{id}", null)).GetProperty("dataset");

    private async Task<(int Inserted, int Updated)> UpsertAsync(string id, string records)
    {
        var answer = await server.SendAsync(HttpMethod.Post, $"{Datasets}/{id}/records", new { records });
        return (answer.GetProperty("inserted_count").GetInt32(), answer.GetProperty("updated_count").GetInt32());
    }

    private async Task<(List<JsonElement> Records, string? Next)> RecordsAsync(string id, string query = "")
    {
        var answer = await server.SendAsync(HttpMethod.Get, $"{Datasets}/{id}/records{query}", null);
        var records = JsonDocument.Parse(Text(answer, "records")).RootElement.EnumerateArray().ToList();
        return (records, answer.TryGetProperty("next_page_token", out var next) ? next.GetString() : null);
    }

    private async Task<List<string>> FindAsync(string experiment, string? filter, params string[] order)
    {
        var body = new { experiment_ids = new[] { experiment }, filter_string = filter, order_by = order };
        var answer = await server.SendAsync(HttpMethod.Post, $"{Datasets}/search", body);
        return answer.TryGetProperty("datasets", out var found)
            ? [.. found.EnumerateArray().Select(dataset => Text(dataset, "dataset_id"))]
            : [];
    }

    private Task<JsonElement> ChangeAsync(string change, string id, string experiment, HttpStatusCode expected = HttpStatusCode.OK) =>
        server.SendAsync(HttpMethod.Post, $"{Datasets}/{id}/{change}", new { experiment_ids = new[] { experiment } }, expected);

    private async Task<List<string?>> ExperimentsAsync(string id)
    {
        var answer = await server.SendAsync(HttpMethod.Get, $"{Datasets}/{id}/experiment-ids", null);
        return answer.TryGetProperty("experiment_ids", out var ids) ? [.. ids.EnumerateArray().Select(item => item.GetString())] : [];
    }

    private string Value(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "mlflow.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!.ToString()!;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
