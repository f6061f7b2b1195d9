using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracking.Tests.Recorded;
using Tracking.Tests.Support;

namespace Tracking.Tests;

[Trait("Tier", "integration")]
public sealed class TracesTests(LocalServer server) : IClassFixture<LocalServer>
{
    private const string Traces = "/api/3.0/mlflow/traces";

    [Fact]
    public async Task Traces_are_found_by_what_they_are_and_what_was_said_of_them()
    {
        string experiment = (await server.NewRunAsync()).ExperimentId;
        string first = await StartAsync(experiment, "predict", "OK", "00:00:01");
        string second = await StartAsync(experiment, "train", "ERROR", "00:00:02");
        await server.SendAsync(HttpMethod.Patch, $"{Traces}/{first}/tags", new { key = "stage", value = "trial" });
        await AssessAsync(first, new { value = "good" });

        Assert.Equal([second, first], await FindAsync(experiment, null));
        Assert.Equal([first], await FindAsync(experiment, "trace.status = 'OK'"));
        Assert.Equal([first], await FindAsync(experiment, "name = 'predict' AND tags.`mlflow.traceName` LIKE 'pre%'"));
        Assert.Equal([first], await FindAsync(experiment, "tags.stage = 'trial'"));
        Assert.Equal([second], await FindAsync(experiment, "metadata.`mlflow.trace.session` = 's-train'"));
        Assert.Equal([first], await FindAsync(experiment, "feedback.right = 'good'"));
        Assert.Equal([second], await FindAsync(experiment, "execution_time_ms > 150"));
        Assert.Equal([first, second], await FindAsync(experiment, null, "timestamp ASC"));
        await server.SendAsync(HttpMethod.Post, $"{Traces}/search", new { locations = Locations(experiment), filter = "metrics.x > 1" },
            HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_session_and_tokens_come_back_as_they_were_logged()
    {
        string experiment = (await server.NewRunAsync()).ExperimentId;
        string id = await StartAsync(experiment, "chat", "OK", "00:00:01");

        var metadata = (await server.SendAsync(HttpMethod.Get, $"{Traces}/{id}", null)).GetProperty("trace").GetProperty("trace_info")
            .GetProperty("trace_metadata");

        Assert.Equal("s-chat", metadata.GetProperty("mlflow.trace.session").GetString());
        Assert.Equal(
            """{"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}""", metadata.GetProperty("mlflow.trace.tokenUsage").GetString());
    }

    [Fact]
    public async Task Feedback_is_changed_overridden_and_deleted()
    {
        string id = await StartAsync((await server.NewRunAsync()).ExperimentId, "predict", "OK", "00:00:01");
        string first = await AssessAsync(id, new { value = true });
        await server.SendAsync(
            HttpMethod.Patch, $"{Traces}/{id}/assessments/{first}",
            new { assessment = new { feedback = new { value = 0.5 }, rationale = "half" }, update_mask = "feedback,rationale" });
        string second = await AssessAsync(id, new { value = "no" }, overrides: first);

        var changed = await AssessmentAsync(id, first);
        Assert.Equal((0.5, "half", false), (
            changed.GetProperty("feedback").GetProperty("value").GetDouble(), changed.GetProperty("rationale")
                .GetString(), changed.GetProperty("valid").GetBoolean()));

        await server.SendAsync(HttpMethod.Delete, $"{Traces}/{id}/assessments/{second}", null);
        Assert.True((await AssessmentAsync(id, first)).GetProperty("valid").GetBoolean());
        await server.SendAsync(HttpMethod.Get, $"{Traces}/{id}/assessments/{second}", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_expectation_that_is_a_list_comes_back_as_json()
    {
        string id = await StartAsync((await server.NewRunAsync()).ExperimentId, "predict", "OK", "00:00:01");
        var body = new
        {
            assessment = new
            {
                assessment_name = "labels",
                source = new { source_type = "HUMAN", source_id = "anna" },
                expectation = new { serialized_value = new { serialization_format = "JSON_FORMAT", value = "[1,2]" } },
            },
        };

        var added = (await server.SendAsync(HttpMethod.Post, $"{Traces}/{id}/assessments", body)).GetProperty("assessment");

        Assert.Equal("[1, 2]", added.GetProperty("expectation").GetProperty("serialized_value").GetProperty("value").GetString());
    }

    [Fact]
    public async Task Spans_begin_a_trace_of_their_own_and_may_be_compressed()
    {
        string experiment = (await server.NewRunAsync()).ExperimentId;
        byte[] ids = Guid.NewGuid().ToByteArray();
        var root = Span(ids, 1, null, "root", 1_000_000_000, 3_000_000_000);
        var child = Span(ids, 2, 1, "child", 2_000_000_000, 2_500_000_000);

        using var answer = await SendSpansAsync(experiment, OtlpTrace.Of([child, root]), gzip: true);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string id = $"tr-{Convert.ToHexStringLower(ids)}";
        var trace = (await server.SendAsync(HttpMethod.Get, $"{Traces}/get?trace_id={id}", null)).GetProperty("trace");
        var info = trace.GetProperty("trace_info");
        Assert.Equal(("OK", "2s", "1970-01-01T00:00:01Z"), (
            info.GetProperty("state").GetString(), info.GetProperty("execution_duration").GetString(), info.GetProperty("request_time")
                .GetString()));
        Assert.Equal(["root", "child"], trace.GetProperty("spans").EnumerateArray().Select(span => span.GetProperty("name").GetString()));
        Assert.Equal(root["span_id"]!.GetValue<string>(), trace.GetProperty("spans")[1].GetProperty("parent_span_id").GetString());
        Assert.Equal([id], await FindAsync(experiment, "span.name = 'child'"));
    }

    [Theory]
    [InlineData(new byte[] { 0x0a, 0xff, 0x01 })]
    [InlineData(new byte[] { 0x0a, 0x06, 0x12, 0x04, 0x12, 0x02, 0x0a, 0x00 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    public async Task Spans_that_are_none_are_refused(byte[] bytes)
    {
        using var answer = await SendSpansAsync((await server.NewRunAsync()).ExperimentId, bytes, gzip: false);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Deleted_traces_are_gone_with_all_that_belongs_to_them()
    {
        string experiment = (await server.NewRunAsync()).ExperimentId;
        string id = await StartAsync(experiment, "predict", "OK", "00:00:01");
        string assessment = await AssessAsync(id, new { value = 1 });

        var deleted = await server.SendAsync(
            HttpMethod.Post, $"{Traces}/delete-traces", new { experiment_id = experiment, request_ids = new[] { id } });

        Assert.Equal(1, deleted.GetProperty("traces_deleted").GetInt32());
        await server.SendAsync(HttpMethod.Get, $"{Traces}/{id}", null, HttpStatusCode.NotFound);
        await server.SendAsync(HttpMethod.Get, $"{Traces}/{id}/assessments/{assessment}", null, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("run_id = '{0}'")]
    [InlineData("attributes.run_id = '{0}'")]
    [InlineData("metadata.`mlflow.sourceRun` = '{0}'")]
    public async Task A_trace_is_found_by_the_run_that_it_was_made_in_and_by_those_that_it_was_linked_to(string filter)
    {
        var (made, linked) = (await server.NewRunAsync(), await server.NewRunAsync());
        string experiment = made.ExperimentId;
        string first = await StartAsync(experiment, "predict", "OK", "00:00:01", made.RunId);
        string second = await StartAsync(experiment, "predict", "OK", "00:00:02");
        string OfRun(string run) => filter.Replace("{0}", run, StringComparison.Ordinal);
        Assert.Empty(await FindAsync(experiment, OfRun(linked.RunId)));

        // The second time finds the links there.
        for (int times = 0; times < 2; times++)
        {
            var answer = await server.PostAsync(
                "traces/link-to-run", new { run_id = linked.RunId, trace_ids = new[] { first, second } });
            Assert.Equal("{}", answer.GetRawText());
        }

        Assert.Equal([second, first], await FindAsync(experiment, OfRun(linked.RunId)));
        Assert.Equal([first], await FindAsync(experiment, OfRun(made.RunId)));
    }

    [Fact]
    public async Task A_trace_is_found_by_the_prompt_that_it_was_linked_to()
    {
        string experiment = (await server.NewRunAsync()).ExperimentId;
        string id = await StartAsync(experiment, "predict", "OK", "00:00:01");

        await server.PostAsync(
            "traces/link-prompts", new { trace_id = id, prompt_versions = new[] { new { name = "greeting", version = "3" } } });

        Assert.Equal([id], await FindAsync(experiment, "prompt = 'greeting/3'"));
        Assert.Empty(await FindAsync(experiment, "prompt = 'greeting/4'"));
    }

    // MLflow's server of one workspace looks for neither end of a link.
    [Fact]
    public async Task Links_to_what_is_not_there_are_taken_and_find_nothing()
    {
        var run = await server.NewRunAsync();

        await server.PostAsync("traces/link-to-run", new { run_id = run.RunId, trace_ids = new[] { "tr-none" } });
        await server.PostAsync("traces/link-to-run", new { run_id = "none", trace_ids = new[] { "tr-none" } });
        await server.PostAsync("traces/link-to-run", new { run_id = run.RunId, trace_ids = Array.Empty<string>() });
        await server.PostAsync(
            "traces/link-prompts", new { trace_id = "tr-none", prompt_versions = new[] { new { name = "greeting", version = "3" } } });

        Assert.Empty(await FindAsync(run.ExperimentId, $"run_id = '{run.RunId}'"));
    }

    [Theory]
    [InlineData("link-to-run", """{"trace_ids": ["tr-1"]}""")]
    [InlineData("link-to-run", """{"run_id": 1, "trace_ids": ["tr-1"]}""")]
    [InlineData("link-to-run", """{"run_id": "r", "trace_ids": "tr-1"}""")]
    [InlineData("link-to-run", """{"run_id": "r", "trace_ids": [1]}""")]
    [InlineData("link-to-run", """{"run_id": "r", "trace_ids": [""]}""")]
    [InlineData("link-prompts", """{"prompt_versions": [{"name": "a", "version": "1"}]}""")]
    [InlineData("link-prompts", """{"trace_id": "t", "prompt_versions": [{"name": "a"}]}""")]
    [InlineData("link-prompts", """{"trace_id": "t", "prompt_versions": [{"name": "a", "version": "one"}]}""")]
    public async Task Links_without_two_ends_are_refused(string endpoint, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        Assert.Equal("INVALID_PARAMETER_VALUE", (await server.RefusedAsync($"traces/{endpoint}", content)).Code);
    }

    [Fact]
    public async Task More_than_a_hundred_traces_at_once_are_refused()
    {
        var ids = Enumerable.Range(0, 101).Select(i => $"tr-{i}");

        var (code, message) = await server.RefusedAsync("traces/link-to-run", new { run_id = "r", trace_ids = ids });

        Assert.Equal("INVALID_PARAMETER_VALUE", code);
        Assert.Equal("Cannot link more than 100 traces to a run in a single request. Provided 101 traces.", message);
    }

    private async Task<string> StartAsync(string experiment, string name, string state, string time, string? run = null)
    {
        string id = $"tr-{Guid.NewGuid():N}";
        var info = new
        {
            trace_id = id,
            trace_location = Locations(experiment)[0],
            request_time = $"2026-11-28T{time}Z",
            execution_duration = state == "OK" ? "0.100s" : "0.200s",
            state,
            trace_metadata = new Dictionary<string, string>
            {
                ["mlflow.trace.session"] = $"s-{name}",
                ["mlflow.trace.tokenUsage"] = """{"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}""",
            },
            tags = new Dictionary<string, string> { ["mlflow.traceName"] = name },
        };
        if (run is not null) info.trace_metadata.Add("mlflow.sourceRun", run);
        await server.SendAsync(HttpMethod.Post, Traces, new { trace = new { trace_info = info } });
        return id;
    }

    private async Task<string> AssessAsync(string trace, object feedback, string? overrides = null)
    {
        var body = new { assessment = new { assessment_name = "right", source = new { source_type = "CODE" }, feedback, overrides } };
        var answer = await server.SendAsync(HttpMethod.Post, $"{Traces}/{trace}/assessments", body);
        return answer.GetProperty("assessment").GetProperty("assessment_id").GetString()!;
    }

    private async Task<JsonElement> AssessmentAsync(string trace, string id) =>
        (await server.SendAsync(HttpMethod.Get, $"{Traces}/{trace}/assessments/{id}", null)).GetProperty("assessment");

    private async Task<List<string?>> FindAsync(string experiment, string? filter, string? order = null)
    {
        var answer = await server.SendAsync(
            HttpMethod.Post, $"{Traces}/search",
                new { locations = Locations(experiment), filter, order_by = order is null ? [] : new[] { order } });
        return answer.TryGetProperty("traces", out var traces)
            ? [.. traces.EnumerateArray().Select(trace => trace.GetProperty("trace_id").GetString())]
            : [];
    }

    private async Task<HttpResponseMessage> SendSpansAsync(string experiment, byte[] bytes, bool gzip)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/v1/traces")
        { Content = new ByteArrayContent(gzip ? Compressed(bytes) : bytes) };
        request.Headers.Add("x-mlflow-experiment-id", experiment);
        request.Content.Headers.ContentType = new("application/x-protobuf");
        if (gzip) request.Content.Headers.ContentEncoding.Add("gzip");
        return await server.Http.SendAsync(request);
    }

    private static byte[] Compressed(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return compressed.ToArray();
    }

    private static object[] Locations(string experiment) =>
        [new { type = "MLFLOW_EXPERIMENT", mlflow_experiment = new { experiment_id = experiment } }];

    private static JsonObject Span(byte[] trace, byte id, byte? parent, string name, long start, long end)
    {
        static string Id(byte number) => Convert.ToBase64String([0, 0, 0, 0, 0, 0, 0, number]);
        var span = new JsonObject
        {
            ["trace_id"] = Convert.ToBase64String(trace),
            ["span_id"] = Id(id),
            ["name"] = name,
            ["start_time_unix_nano"] = start,
            ["end_time_unix_nano"] = end,
            ["status"] = new JsonObject { ["code"] = "STATUS_CODE_OK" },
        };
        if (parent is { } number) span["parent_span_id"] = Id(number);
        return span;
    }
}
