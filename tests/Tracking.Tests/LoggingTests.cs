using ImageClassifier.Mlflow;
using Tracking.Tests.Support;

namespace Tracking.Tests;

[Trait("Tier", "integration")]
public sealed class LoggingTests(LocalServer server) : IClassFixture<LocalServer>
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public async Task A_curve_comes_back_as_it_was_logged()
    {
        var run = await server.NewRunAsync();
        var curve = Enumerable.Range(1, 5).Select(epoch => Metric("val_loss", 1.0 / epoch, epoch)).ToList();

        await server.Client.LogBatchAsync(run.RunId, curve, None, None, CancellationToken.None);

        Assert.Equal(curve, await server.Client.GetMetricHistoryAsync(run.RunId, "val_loss", CancellationToken.None));
        Assert.Equal(0.2, (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).Metrics["val_loss"]);
    }

    [Fact]
    public async Task An_epoch_logged_again_by_a_resumed_job_is_there_once()
    {
        var run = await server.NewRunAsync();
        var point = Metric("val_loss", 0.5, 3);

        for (int i = 0; i < 3; i++) await server.Client.LogBatchAsync(run.RunId, [point], None, None, CancellationToken.None);

        Assert.Equal([point], await server.Client.GetMetricHistoryAsync(run.RunId, "val_loss", CancellationToken.None));
    }

    [Theory]
    [InlineData(2, 10, 0.1, /* then */ 1, 99, 0.9, /* latest */ 0.1)] // the higher step
    [InlineData(1, 10, 0.9, 1, 20, 0.1, 0.1)] // then the later time
    [InlineData(1, 10, 0.9, 1, 10, 0.1, 0.9)] // then the higher value
    public async Task The_latest_value_is_of_the_highest_step_then_time_then_value(
        long step, long time, double value, long otherStep, long otherTime, double otherValue, double latest)
    {
        var run = await server.NewRunAsync();
        MlflowMetric[] metrics = [new("m", value, At(time), step), new("m", otherValue, At(otherTime), otherStep)];
        foreach (var order in new[] { metrics, [.. metrics.Reverse()] })
        {
            await server.Client.LogBatchAsync(run.RunId, order, None, None, CancellationToken.None);
            Assert.Equal(latest, (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).Metrics["m"]);
        }
    }

    [Fact]
    public async Task Values_that_are_no_numbers_survive()
    {
        var run = await server.NewRunAsync();

        await server.Client.LogBatchAsync(
            run.RunId, [Metric("nan", double.NaN, 1), Metric("up", double.PositiveInfinity, 1),
                Metric("down", double.NegativeInfinity, 1)], None, None, CancellationToken.None);

        var metrics = (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).Metrics;
        Assert.True(double.IsNaN(metrics["nan"]));
        Assert.True(double.IsNaN((await server.Client.GetMetricHistoryAsync(run.RunId, "nan", CancellationToken.None))[0].Value));

        // MLflow's SQL store keeps the infinities as the largest finite numbers.
        Assert.Equal((double.MaxValue, double.MinValue), (metrics["up"], metrics["down"]));
    }

    [Fact]
    public async Task A_parameter_is_set_once()
    {
        var run = await server.NewRunAsync();
        await server.PostAsync("runs/log-parameter", new { run_id = run.RunId, key = "epochs", value = "15" });
        await server.PostAsync("runs/log-parameter", new { run_id = run.RunId, key = "epochs", value = "15" });

        var refused = await server.RefusedAsync("runs/log-parameter", new { run_id = run.RunId, key = "epochs", value = "16" });

        Assert.Equal("INVALID_PARAMETER_VALUE", refused.Code);
        Assert.Contains("key='epochs' was already logged with value='15'", refused.Message);
        Assert.Equal("15", (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).Parameters["epochs"]);
    }

    [Fact]
    public async Task A_batch_is_logged_whole_or_not_at_all()
    {
        var run = await server.NewRunAsync();
        await server.PostAsync("runs/log-parameter", new { run_id = run.RunId, key = "z", value = "1" });

        await server.RefusedAsync("runs/log-batch", new
        {
            run_id = run.RunId,
            metrics = new[] { new { key = "m", value = 1, timestamp = 1, step = 1 } },
            @params = new[] { new { key = "a", value = "1" }, new { key = "z", value = "2" } },
            tags = new[] { new { key = "t", value = "1" } },
        });

        var after = await server.Client.GetRunAsync(run.RunId, CancellationToken.None);
        Assert.Equal((0, 1), (after.Metrics.Count, after.Parameters.Count));
        Assert.DoesNotContain("t", after.Tags.Keys);
    }

    [Fact]
    public async Task A_single_metric_may_leave_its_step_out_and_quote_its_numbers()
    {
        var run = await server.NewRunAsync();

        await server.PostAsync("runs/log-metric", new { run_uuid = run.RunId, key = "m", value = "0.25", timestamp = "12" });

        Assert.Equal([new MlflowMetric("m", 0.25, At(12), 0)],
            await server.Client.GetMetricHistoryAsync(run.RunId, "m", CancellationToken.None));
    }

    [Theory]
    [InlineData("1.7e12", 1_700_000_000_000)]
    [InlineData("\"12\"", 12)]
    [InlineData("12.0", 12)]
    public async Task A_whole_number_may_be_written_as_a_real_one(string written, long timestamp)
    {
        var run = await server.NewRunAsync();

        await server.PostAsync("runs/log-metric",
            Json($$"""{"run_id": "{{run.RunId}}", "key": "m", "value": 1, "timestamp": {{written}}}"""));

        Assert.Equal(At(timestamp), (await server.Client.GetMetricHistoryAsync(run.RunId, "m", CancellationToken.None))[0].Timestamp);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"soon\"")]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("true")]
    public async Task A_time_that_is_none_is_refused(string written)
    {
        var run = await server.NewRunAsync();

        var body = Json($$"""{"run_id": "{{run.RunId}}", "key": "m", "value": 1, "timestamp": {{written}}}""");

        Assert.Contains("timestamp", (await server.RefusedAsync("runs/log-metric", body)).Message);
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a?b")]
    [InlineData(".")]
    public async Task A_name_that_could_not_be_a_file_is_refused(string key)
    {
        var run = await server.NewRunAsync();

        Assert.Contains(key,
            (await server.RefusedAsync("runs/log-metric", new { run_id = run.RunId, key, value = 1, timestamp = 1 })).Message);
    }

    [Fact]
    public async Task Batches_beyond_mlflows_limits_are_refused()
    {
        var run = await server.NewRunAsync();
        object Metrics(int count) => Enumerable.Range(0, count).Select(i => new { key = "m", value = i, timestamp = i, step = i });
        object Params(int count) => Enumerable.Range(0, count).Select(i => new { key = $"p{i}", value = "x" });

        Assert.Contains("at most 1000 metrics",
            (await server.RefusedAsync("runs/log-batch", new { run_id = run.RunId, metrics = Metrics(1001) })).Message);
        Assert.Contains("at most 100 params",
            (await server.RefusedAsync("runs/log-batch", new { run_id = run.RunId, @params = Params(101) })).Message);
        Assert.Contains("at most 1000 metrics, params, and tags",
            (await server.RefusedAsync("runs/log-batch", new { run_id = run.RunId, metrics = Metrics(999), @params = Params(2) })).Message);
        Assert.Contains("at most 1000000 bytes",
            (await server.RefusedAsync("runs/log-batch", new { run_id = run.RunId, x = new string('x', 1_000_000) })).Message);
    }

    [Fact]
    public async Task One_key_twice_in_a_batch_is_refused()
    {
        var run = await server.NewRunAsync();
        var twice = new[] { new { key = "a", value = "1" }, new { key = "a", value = "1" } };

        Assert.Contains("['a']", (await server.RefusedAsync("runs/log-batch", new { run_id = run.RunId, @params = twice })).Message);
    }

    [Fact]
    public async Task Fifty_thousand_metrics_are_logged_in_batches_and_read_in_pages()
    {
        var run = await server.NewRunAsync();
        var metrics = Enumerable.Range(0, 50_000).Select(i => new MlflowMetric("m", i, At(i), i)).ToList();
        using var counter = new RequestCounter();
        var client = new MlflowClient(new HttpClient(counter), server.Http.BaseAddress!);

        await client.LogBatchAsync(run.RunId, metrics, None, None, CancellationToken.None);

        // MLflow takes 1000 in one request.
        Assert.Equal(50, counter.Requests);
        Assert.Equal(metrics, await server.Client.GetMetricHistoryAsync(run.RunId, "m", CancellationToken.None));
        Assert.Equal(49_999, (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).Metrics["m"]);
        var page = await server.GetAsync($"metrics/get-history?run_id={run.RunId}&metric_key=m&max_results=10");
        Assert.Equal(10, page.GetProperty("metrics").GetArrayLength());
        Assert.True(page.TryGetProperty("next_page_token", out _));
    }

    [Fact]
    public async Task The_curves_of_several_runs_come_in_one_answer()
    {
        var (first, second) = (await server.NewRunAsync(), await server.NewRunAsync());
        await server.Client.LogBatchAsync(first.RunId, [Metric("m", 1, 1), Metric("m", 2, 2)], None, None, CancellationToken.None);
        await server.Client.LogBatchAsync(second.RunId, [Metric("m", 3, 1)], None, None, CancellationToken.None);

        var answer = await server.GetAsync($"metrics/get-history-bulk?run_id={first.RunId}&run_id={second.RunId}&metric_key=m");

        Assert.Equal(
            [(first.RunId, 1), (first.RunId, 2), (second.RunId, 3)],
            answer.GetProperty("metrics").EnumerateArray()
                .Select(m => (m.GetProperty("run_id").GetString()!, (int)m.GetProperty("value").GetDouble())));
    }

    [Fact]
    public async Task Writers_at_once_lose_nothing()
    {
        var run = await server.NewRunAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            server.Client.LogBatchAsync(run.RunId, [Metric("m", i, i)], new Dictionary<string, string> { [$"p{i}"] = "1" }, None,
                CancellationToken.None)));

        Assert.Equal(40, (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).Parameters.Count);
        Assert.Equal(40, (await server.Client.GetMetricHistoryAsync(run.RunId, "m", CancellationToken.None)).Count);
    }

    private sealed class RequestCounter() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return base.SendAsync(request, cancellationToken);
        }
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static MlflowMetric Metric(string key, double value, long step) => new(key, value, At(1000 + step), step);
}
