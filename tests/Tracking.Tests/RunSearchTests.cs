using ImageClassifier.Mlflow;
using Tracking.Tests.Support;

namespace Tracking.Tests;

[Trait("Tier", "integration")]
public sealed class RunSearchTests(LocalServer server) : IClassFixture<LocalServer>, IAsyncLifetime
{
    private string _experiment = "";

    public async ValueTask InitializeAsync()
    {
        _experiment = await server.Client.GetOrCreateExperimentAsync("search", CancellationToken.None);
        if ((await server.Client.SearchRunsAsync([_experiment], "", [], 1, CancellationToken.None)).Count > 0) return;
        await AddAsync("a", start: 100, accuracy: 0.5, optimizer: "Adam", team: "Red");
        await AddAsync("b", start: 200, accuracy: 0.9, optimizer: "SGD", team: "blue");
        await AddAsync("c", start: 300, accuracy: double.NaN, optimizer: "Adam", team: null);
        await AddAsync("d", start: 400, accuracy: null, optimizer: "RMSprop 2.0", team: "it's");
        await server.Client.UpdateRunAsync((await FindAsync("attributes.run_name = 'd'"))[0].RunId, MlflowRunStatus.Failed, null,
            CancellationToken.None);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("", "d c b a")]
    [InlineData("metrics.val_accuracy > 0.5", "b")]
    [InlineData("metrics.val_accuracy >= 0.5", "b a")]
    [InlineData("metric.val_accuracy < 0.6", "a")]
    [InlineData("metrics.val_accuracy <= -1", "")]
    [InlineData("metrics.val_accuracy = 5e-1", "a")]
    [InlineData("metrics.val_accuracy != 0.5", "c b")]
    [InlineData("metrics.`spaced name` = 1", "d c b a")]
    [InlineData("metrics.\"spaced name\" = 1 and metrics.val_accuracy > 0", "b a")]
    [InlineData("params.optimizer = 'Adam'", "c a")]
    [InlineData("params.optimizer != \"Adam\"", "d b")]
    [InlineData("param.optimizer LIKE 'a%'", "")]
    [InlineData("parameters.optimizer ILIKE 'a%'", "c a")]
    [InlineData("params.optimizer like 'RMSprop 2._'", "d")]
    [InlineData("tags.team = 'Red'", "a")]
    [InlineData("tags.team != 'Red'", "d b")]
    [InlineData("tags.team ILIKE '%E%'", "b a")]
    [InlineData("tags.team = \"it's\"", "d")]
    [InlineData("tags.team = 'it''s'", "d")]
    [InlineData("tags.mlflow.runName = 'b'", "b")]
    [InlineData("tags.`mlflow.runName` = 'b'", "b")]
    [InlineData("status = 'FAILED'", "d")]
    [InlineData("attributes.status != 'FAILED' AND attributes.start_time < 300", "b a")]
    [InlineData("attr.start_time >= 300", "d c")]
    [InlineData("run_name IN ('a', 'd')", "d a")]
    [InlineData("run.run_name NOT IN ('a')", "d c b")]
    public async Task A_filter_finds(string filter, string names) => Assert.Equal(names, await NamesAsync(filter));

    [Theory]
    [InlineData("metrics.val_accuracy DESC", "b a c d")]
    [InlineData("metrics.val_accuracy ASC", "a b c d")]
    [InlineData("params.optimizer", "c a d b")]
    [InlineData("tags.team DESC", "d b a c")]
    [InlineData("attributes.start_time asc", "a b c d")]
    [InlineData("start_time DESC", "d c b a")]
    [InlineData("metrics.`spaced name`", "d c b a")]
    public async Task An_order_puts_numbers_first_and_the_missing_last(string order, string names) =>
        Assert.Equal(names, await NamesAsync("", order));

    [Theory]
    [InlineData("metrics.val_accuracy > 'high'")]
    [InlineData("metrics.val_accuracy LIKE 0.5")]
    [InlineData("params.optimizer = 5")]
    [InlineData("params.optimizer = Adam")]
    [InlineData("params.optimizer > 'Adam'")]
    [InlineData("params.optimizer = 'Adam' OR params.optimizer = 'SGD'")]
    [InlineData("(params.optimizer = 'Adam')")]
    [InlineData("colour.red = 'x'")]
    [InlineData("attributes.colour = 'x'")]
    [InlineData("params.optimizer = 'Adam")]
    [InlineData("params.optimizer =")]
    [InlineData("params.optimizer IN 'x'")]
    [InlineData("run_name IN ('x'")]
    [InlineData("'; DROP TABLE runs; --")]
    [InlineData("params.optimizer = 'Adam' AND")]
    public async Task What_cannot_be_understood_is_refused(string filter)
    {
        var error = await Assert.ThrowsAsync<MlflowException>(() => NamesAsync(filter));

        Assert.Equal(("INVALID_PARAMETER_VALUE", 400), (error.ErrorCode, error.StatusCode));
    }

    [Theory]
    [InlineData("metrics.val_accuracy UP")]
    [InlineData("metrics.val_accuracy DESC, start_time")]
    [InlineData("")]
    public async Task An_order_that_cannot_be_understood_is_refused(string order) =>
        Assert.Equal("INVALID_PARAMETER_VALUE", (await Assert.ThrowsAsync<MlflowException>(() => NamesAsync("", order))).ErrorCode);

    [Fact]
    public async Task A_value_is_never_part_of_the_query() =>
        Assert.Equal("", await NamesAsync("params.`x' OR 1=1 --` = \"y' OR 1=1 --\""));

    [Fact]
    public async Task Pages_together_are_the_whole_list_without_repetition()
    {
        var names = new List<string>();
        string? token = null;
        do
        {
            var page =
                await server.PostAsync("runs/search", new { experiment_ids = new[] { _experiment }, max_results = 3, page_token = token });
            names.AddRange(page.GetProperty("runs").EnumerateArray()
                .Select(run => run.GetProperty("info").GetProperty("run_name").GetString()!));
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
        }
        while (token is not null);

        Assert.Equal(["d", "c", "b", "a"], names);
    }

    [Fact]
    public async Task Only_the_experiments_that_are_named_are_searched()
    {
        Assert.Empty(await server.Client.SearchRunsAsync([], "", [], 10, CancellationToken.None));
        Assert.Empty(await server.Client.SearchRunsAsync(["0"], "", [], 10, CancellationToken.None));
        Assert.Equal(4, (await server.Client.SearchRunsAsync(["0", _experiment], "", [], 10, CancellationToken.None)).Count);
    }

    [Theory]
    [InlineData("""{"max_results": 0}""")]
    [InlineData("""{"max_results": 50001}""")]
    [InlineData("""{"page_token": "not a token"}""")]
    [InlineData("""{"experiment_ids": "0"}""")]
    [InlineData("""{"run_view_type": "SOME"}""")]
    public async Task A_wrong_field_is_refused(string body)
    {
        var refused = await server.RefusedAsync("runs/search",
            new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));

        Assert.Equal("INVALID_PARAMETER_VALUE", refused.Code);
    }

    private async Task AddAsync(string name, long start, double? accuracy, string optimizer, string? team)
    {
        var tags = team is null ? new Dictionary<string, string>() : new() { ["team"] = team };
        var time = DateTimeOffset.FromUnixTimeMilliseconds(start);
        var run = await server.Client.CreateRunAsync(_experiment, name, tags, time, CancellationToken.None);
        List<MlflowMetric> metrics = [new("spaced name", 1, time, 0)];
        if (accuracy is { } value) metrics.Add(new("val_accuracy", value, time, 1));
        await server.Client.LogBatchAsync(
            run.RunId, metrics, new Dictionary<string, string> { ["optimizer"] = optimizer }, new Dictionary<string, string>(),
                CancellationToken.None);
    }

    private Task<IReadOnlyList<MlflowRun>> FindAsync(string filter, params string[] orderBy) =>
        server.Client.SearchRunsAsync([_experiment], filter, orderBy, 100, CancellationToken.None);

    private async Task<string> NamesAsync(string filter, params string[] orderBy) =>
        string.Join(' ', (await FindAsync(filter, orderBy)).Select(run => run.Name));
}
